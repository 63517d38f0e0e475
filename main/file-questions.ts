import { type BrowserWindow, dialog } from 'electron'
import type { FileQuestions } from './admin/long-work.ts'

/** Asks for files with the dialogs of the operating system. */
export const fileQuestions = (window: BrowserWindow): FileQuestions => ({
  chooseFile: async (ending) => {
    const filters = [{ name: ending.toUpperCase(), extensions: [ending] }]
    const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters })
    return filePaths[0]
  },
  saveFile: async (name) => {
    // Windows and macOS ask by themselves before a file is replaced.
    const properties = ['showOverwriteConfirmation' as const]
    const { filePath } = await dialog.showSaveDialog(window, { defaultPath: name, properties })
    return filePath || undefined
  },
})
