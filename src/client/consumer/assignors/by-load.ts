import { type Assignment, compare } from './assignor.ts'

/** Members in the order of how much they have, the least first. A member is taken out while its number changes. */
export class ByLoad {
  readonly #assignment: Assignment
  readonly #memberIds: string[] = []

  constructor(assignment: Assignment) {
    this.#assignment = assignment
  }

  get memberIds(): readonly string[] {
    return this.#memberIds
  }

  loadOf(memberId: string | undefined): number {
    return this.#assignment.get(memberId ?? '')?.length ?? 0
  }

  add(memberId: string): void {
    const load = this.loadOf(memberId)
    const at = this.#memberIds.findIndex((other) => (load - this.loadOf(other) || compare(memberId, other)) < 0)
    this.#memberIds.splice(at < 0 ? this.#memberIds.length : at, 0, memberId)
  }

  remove(memberId: string): void {
    const at = this.#memberIds.indexOf(memberId)
    if (at >= 0) this.#memberIds.splice(at, 1)
  }

  /** Whoever has least and most are next to each other. */
  get isLevel(): boolean {
    return this.loadOf(this.#memberIds.at(-1)) - this.loadOf(this.#memberIds[0]) <= 1
  }
}
