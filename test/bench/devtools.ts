/** A page that is looked at over Chromium's DevTools protocol. */
export type Session = {
  /** Puts a script before everything of the page; answers what it tells, as a number. */
  usableAt: (script: string) => Promise<number>
  /** Runs an expression in the page and waits for the promise that it answers. */
  evaluate: (expression: string) => Promise<unknown>
  close: () => void
}

type Message = {
  id?: number
  method?: string
  sessionId?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { message: string }
}

/** Attaches to the first page of the browser at that address; the page waits until then. */
export const connect = async (address: string): Promise<Session> => {
  const socket = new WebSocket(address)
  await new Promise((done, fail) => {
    socket.addEventListener('open', done)
    socket.addEventListener('error', () => fail(new Error('The browser cannot be reached.')))
  })
  const answers = new Map<number, (message: Message) => void>()
  const hearing = new Set<(message: Message) => void>()
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data))
    if (message.id !== undefined) answers.get(message.id)?.(message)
    else for (const hear of hearing) hear(message)
  })
  const ask = (method: string, params: Record<string, unknown> = {}, sessionId?: string) =>
    new Promise<Record<string, unknown>>((done, fail) => {
      last += 1
      answers.set(last, ({ result, error }) => (error ? fail(new Error(error.message)) : done(result ?? {})))
      socket.send(JSON.stringify({ id: last, method, params, ...(sessionId && { sessionId }) }))
    })
  const event = (fits: (message: Message) => boolean) =>
    new Promise<Message>((done) => {
      const hear = (message: Message) => {
        if (!fits(message)) return
        hearing.delete(hear)
        done(message)
      }
      hearing.add(hear)
    })

  const attached = event(({ method, params }) => {
    const target = params?.targetInfo as { type?: string } | undefined
    return method === 'Target.attachedToTarget' && target?.type === 'page'
  })
  await ask('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
  const page = attached.then(({ params }) => String(params?.sessionId))

  return {
    usableAt: async (source) => {
      const session = await page
      const told = event(
        ({ method, params }) => method === 'Runtime.bindingCalled' && params?.name === 'told',
      )
      await Promise.all([
        ask('Runtime.enable', {}, session),
        ask('Runtime.addBinding', { name: 'told' }, session),
        ask('Page.enable', {}, session),
        ask('Page.addScriptToEvaluateOnNewDocument', { source }, session),
        // A page that was faster has its document already.
        ask('Runtime.evaluate', { expression: source }, session),
        ask('Runtime.runIfWaitingForDebugger', {}, session),
      ])
      return Number((await told).params?.payload)
    },
    evaluate: async (expression) => {
      const asked = { expression, awaitPromise: true, returnByValue: true }
      const { result, exceptionDetails } = await ask('Runtime.evaluate', asked, await page)
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { value?: unknown }).value
    },
    close: () => socket.close(),
  }
}
