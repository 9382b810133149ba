import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { realKafka } from './real-kafka.ts'

/** Prepares programs of other languages in a folder of its own, outside the project. */
export class Toolchain {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-clients-'))
  readonly python = path.join(this.folder, 'python/bin/python')

  /** Whether the program could be run to a good end. */
  works(program: string, ...args: string[]): boolean {
    const options = { cwd: this.folder, stdio: 'ignore', timeout: 240_000 } as const
    return spawnSync(program, args, options).status === 0
  }

  hasPythonPackage(name: string): boolean {
    const environment = path.join(this.folder, 'python')
    const made = this.works(this.python, '--version') || this.works('python3', '-m', 'venv', environment)
    return made && this.works(this.python, '-m', 'pip', 'install', '-q', name)
  }

  /** Installs a package into the folder's node_modules. */
  hasNodePackage(name: string): boolean {
    return this.works('npm', 'install', '--no-audit', '--no-fund', '--no-save', '--prefix', this.folder, name)
  }

  /** Fetches what the folder's pom.xml names, and compiles the folder's sources against it. */
  compilesMavenProject(folder: string): boolean {
    const jars = path.join(this.folder, path.basename(folder))
    return (
      this.works('mvn', '-q', '-B', '-f', folder, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`) &&
      this.works('bash', '-c', 'javac -d "$0" -cp "$0/*" "$1"/*.java', jars, folder)
    )
  }

  /** What runs a class of a project that was compiled; starts fast rather than getting fast. */
  javaOfProject(folder: string, className: string): string[] {
    const jars = path.join(this.folder, path.basename(folder))
    return ['java', '-Xmx256M', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', `${jars}:${jars}/*`, className]
  }

  /** Compiles a program against the real Kafka's jars. */
  compilesJava(source: string): boolean {
    return realKafka !== undefined && this.works('javac', '-d', this.folder, '-cp', `${realKafka.libs}/*`, source)
  }

  /** What runs a compiled class. */
  java(className: string): string[] {
    return ['java', '-cp', `${this.folder}:${realKafka?.libs}/*`, className]
  }
}
