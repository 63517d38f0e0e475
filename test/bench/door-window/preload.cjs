const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('bare', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  answer: () => ipcRenderer.invoke('answer'),
  promises: () => ipcRenderer.invoke('promises'),
  signIn: () => ipcRenderer.invoke('sign-in'),
})
