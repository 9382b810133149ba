/** A fault that jopt-simple reports, with the Java class and the stack frame that Kafka's tools may show with it. */
export class OptionError extends Error {
  /** Simple name of the Java class, for example `UnrecognizedOptionException`. */
  readonly exception: string
  readonly frame: string
  /** `Caused by: …`, a line each. */
  readonly causes: readonly string[]

  constructor(exception: string, message: string, frame: string, causes: readonly string[] = []) {
    super(message)
    this.causes = causes
    this.name = 'OptionError'
    this.exception = exception
    this.frame = frame
  }

  get className(): string {
    return `joptsimple.${this.exception}`
  }

  /** `joptsimple.X: message`, as Java prints a Throwable. */
  get javaText(): string {
    return `${this.className}: ${this.message}`
  }

  /** The lines of its stack trace that are no frames. */
  get javaTrace(): string {
    return [this.javaText, ...this.causes].join('\n')
  }
}

export const unrecognizedOption = (name: string) =>
  new OptionError(
    'UnrecognizedOptionException',
    `${name} is not a recognized option`,
    'joptsimple.OptionException.unrecognizedOption(OptionException.java:108)',
  )

export const missingArgument = (name: string) =>
  new OptionError(
    'OptionMissingRequiredArgumentException',
    `Option ${name} requires an argument`,
    'joptsimple.RequiredArgumentOptionSpec.detectOptionArgument(RequiredArgumentOptionSpec.java:48)',
  )

export const multipleArguments = (name: string) =>
  new OptionError(
    'MultipleArgumentsForOptionException',
    `Found multiple arguments for option ${name}, but you asked for only one`,
    'joptsimple.OptionSet.valueOf(OptionSet.java:179)',
  )

/** @param why what Java's own parser throws, if it is that which fails */
export const unparsableArgument = (argument: string, name: string, why?: string) =>
  new OptionError(
    'OptionArgumentConversionException',
    `Cannot parse argument '${argument}' of option ${name}`,
    'joptsimple.AbstractOptionSpec.convertWith(AbstractOptionSpec.java:92)',
    why === undefined ? [] : [`Caused by: joptsimple.internal.ReflectionException: ${why}`, `Caused by: ${why}`],
  )

export const missingOptions = (names: readonly string[]) =>
  new OptionError(
    'MissingRequiredOptionsException',
    `Missing required option(s) [${names.join(', ')}]`,
    'joptsimple.OptionParser.ensureRequiredOptions(OptionParser.java:426)',
  )

export const unavailableOptions = (names: readonly string[]) =>
  new OptionError(
    'UnavailableOptionException',
    `Option(s) [${names.join(', ')}] are unavailable given other options on the command line`,
    'joptsimple.OptionParser.ensureAllowedOptions(OptionParser.java:434)',
  )
