/** A setting as the manual describes it. */
export interface DocumentedSetting {
  readonly type: string
  /** As text; undefined where there is none. */
  readonly default?: string
  /** What it accepts, in words. */
  readonly accepts?: string
  /** The only values possible. */
  readonly words?: readonly string[]
  /** What else belongs into the line of facts: when it may change, which setting gives the default. */
  readonly notes?: readonly string[]
  readonly description: string
}

export type DocumentedSettings = Readonly<Record<string, DocumentedSetting>>
