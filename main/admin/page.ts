/** Short enough to be read at once; the window asks for more when somebody scrolls there. */
const rowsAPage = 50

/** One page, and whether there is more: one row more than it holds is asked for. */
export const pageOf = async <Row>(
  read: (most: number) => Promise<Row[]>,
): Promise<{ rows: Row[]; more: boolean }> => {
  const rows = await read(rowsAPage + 1)
  return { rows: rows.slice(0, rowsAPage), more: rows.length > rowsAPage }
}
