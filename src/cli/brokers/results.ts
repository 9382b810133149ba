import { integer, list, object, orNull, result, string, type ValueOf } from '../kit/schema/schema.ts'

const version = (about: string) => orNull(integer(about))

const api = object({
  key: integer("The API's number."),
  name: orNull(string('Its name: Produce, Fetch, …; null of one that is not known.')),
  minVersion: version('The lowest version that the broker takes; null of an API that it does not have.'),
  maxVersion: version('The highest one.'),
  usableVersion: version('The one that this client would use; null where there is none.'),
})

export type ListedApi = ValueOf<typeof api>

export const brokerVersions = result('broker-api-versions', 'What a broker understands.', {
  broker: object({
    id: integer('Its id.'),
    host: string('Its host.'),
    port: integer('Its port.'),
    rack: orNull(string('Its rack.')),
  }),
  apis: orNull(list(api), 'Null where the broker did not answer.'),
  error: orNull(string('Why it did not.')),
})

export const apiVersionsResults = [brokerVersions]
