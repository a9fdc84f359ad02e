// Runs the TypeScript compiler on types.ts against the declarations that users get.

import { expect, test } from '@jest/globals'
import ts from 'typescript'
import { fileURLToPath } from 'node:url'

test('types that must and must not compile', () => {
  const file = fileURLToPath(new URL('types.ts', import.meta.url))
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.esnext.disposable.d.ts'],
    strict: true, exactOptionalPropertyTypes: false, noEmit: true, skipLibCheck: true, types: ['node'],
  })
  const found = ts.getPreEmitDiagnostics(program).map(d => {
    const line = d.file && d.start !== undefined ? d.file.getLineAndCharacterOfPosition(d.start).line : -1
    return `${d.file?.fileName.split('/').slice(-2).join('/') ?? ''}:${line + 1} ${d.file?.text.split('\n')[line]?.trim() ?? ''} — ${ts.flattenDiagnosticMessageText(d.messageText, ' ').slice(0, 300)}`
  })
  expect(found).toEqual([])
}, 60_000)
