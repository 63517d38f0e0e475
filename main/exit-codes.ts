// As sysexits.h of BSD numbers them. What each one tells stands in the README.
export const exitUsage = 64
export const exitNoInput = 66
export const exitSoftware = 70
export const exitCannotCreate = 73
export const exitConfig = 78
