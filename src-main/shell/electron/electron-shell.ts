import type { Shell } from '../shell.ts'

export interface ElectronShellOptions {
  /** The built page. Not read while a development server answers. */
  readonly pageFolder: string
  /** The built preload, one CommonJS file. */
  readonly preloadFile: string
  readonly developmentServer: URL | null
}

/** The desktop that installers ship, with what only its entry needs. */
export interface ElectronShell extends Shell {
  /** Ends at once with this exit code, after what must be finished is finished. */
  end(exitCode: number): Promise<void>
}
