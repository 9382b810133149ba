import type { Asked } from '../../../client/trace.ts'
import type { AskedOperation } from '../../../zookeeper/client/trace.ts'
import { type Output, printLine } from '../output.ts'
import { jsonText } from '../schema/json-text.ts'
import { operationObject, operationText } from './operation-line.ts'
import { requestObject, requestText } from './request-line.ts'

/** `--explain`: tells of each request as its answer comes. */
export class Explanation {
  readonly #tell: (object: object, text: string) => void
  #requests = 0

  constructor(stderr: Output, isJson: boolean) {
    this.#tell = (object, text) => printLine(stderr, isJson ? jsonText(object) : `explain: ${text}`)
  }

  asked(event: Asked): void {
    this.#requests++
    const object = requestObject(event)
    this.#tell(object, requestText(object))
  }

  operated(event: AskedOperation): void {
    this.#requests++
    const object = operationObject(event)
    this.#tell(object, operationText(object))
  }

  end(): void {
    if (this.#requests > 0) return
    const message = 'nothing was sent to any server'
    this.#tell({ explain: { message } }, message)
  }
}
