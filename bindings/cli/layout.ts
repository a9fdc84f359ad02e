// Text in a terminal of so many columns: tables, wrapped lines, and names that cannot disturb it.
import Table from 'cli-table3'
import colors from 'picocolors'

/** A table as text, its first columns aligned left; nothing if it is wider than the columns. */
export function table(columns: number, head: readonly string[], rows: readonly (readonly string[])[], left = 1): string | undefined {
  const none = { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
  const out = new Table({ head: head.map(cell => colors.bold(printable(cell))), colAligns: head.map((_, i) => i < left ? 'left' : 'right'), style: { head: [], border: [] }, chars: none })
  out.push(...rows.map(row => [...row]))
  if (out.width > columns) return undefined
  // the line below the head is the only one inside
  const [top, heading, ...rest] = out.toString().split('\n')
  return [top, heading, top!.replace('┌', '├').replace('┐', '┤').replaceAll('┬', '┼'), ...rest].join('\n')
}

/** A text in lines of at most so many columns, those after the first indented. Words that are longer are cut. */
export function wrap(text: string, columns: number, indent = ''): string {
  const lines = ['']
  const add = (word: string): void => {
    const line = lines.at(-1)!, wanted = line.trim() ? `${line} ${word}` : line + word
    if (wanted.length <= columns) lines[lines.length - 1] = wanted
    else if (line.trim()) { lines.push(indent); add(word) } else {
      const room = columns - line.length
      lines[lines.length - 1] = line + word.slice(0, room)
      lines.push(indent)
      add(word.slice(room))
    }
  }
  for (const word of text.split(' ')) if (word) add(word)
  return lines.join('\n')
}

/** A name as it may be printed: a file's name may hold anything, control sequences of terminals included. */
export function printable(text: string): string { return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '?') }
