const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('bare', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  answer: () => ipcRenderer.invoke('answer'),
  spent: () => ipcRenderer.invoke('spent'),
  signIn: () => ipcRenderer.invoke('sign-in'),
})
