/** A fault that jopt-simple reports, with the Java class and the stack frame that Kafka's tools may show with it. */
export class OptionError extends Error {
  /** Simple name of the Java class, for example `UnrecognizedOptionException`. */
  readonly exception: string
  readonly frame: string

  constructor(exception: string, message: string, frame: string) {
    super(message)
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

export const unparsableArgument = (argument: string, name: string) =>
  new OptionError(
    'OptionArgumentConversionException',
    `Cannot parse argument '${argument}' of option ${name}`,
    'joptsimple.AbstractOptionSpec.convertWith(AbstractOptionSpec.java:92)',
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
