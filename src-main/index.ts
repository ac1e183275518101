/** The entry of the packaged application: Electron starts here. */
export {}
