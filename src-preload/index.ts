import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import { type Bridge, CALL_CHANNEL, EVENT_CHANNEL } from '../src-shared/bridge.ts'

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  listen(listener) {
    const forward = (_event: IpcRendererEvent, announced: unknown) => listener(announced)
    ipcRenderer.on(EVENT_CHANNEL, forward)
    return () => void ipcRenderer.off(EVENT_CHANNEL, forward)
  },
}
contextBridge.exposeInMainWorld('tokenDesk', bridge)
