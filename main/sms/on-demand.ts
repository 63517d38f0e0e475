/**
 * Node's parts for the network, loaded with the first message: no screen waits for them. Not by `import`, not even a late
 * one: it reads every name that a part exports, and some of HTTP's and TLS's are libraries and lists of their own.
 */
export const http = () => process.getBuiltinModule('node:http')
export const net = () => process.getBuiltinModule('node:net')
export const tls = () => process.getBuiltinModule('node:tls')
