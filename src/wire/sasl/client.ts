/** The client's side of a SASL exchange (RFC 4422): messages in, messages out, no I/O. It serves one exchange. */
export interface SaslClient {
  /** Its first message. */
  begin(): Buffer
  /**
   * What it says to the server's next message; undefined when the exchange is over and the server has proven what the
   * mechanism asks of it.
   * @throws SaslError
   */
  answer(challenge: Buffer): Buffer | undefined
}
