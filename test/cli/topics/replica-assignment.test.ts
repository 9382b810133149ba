import { expect, test } from 'vitest'
import { parseReplicaAssignment } from '../../../src/cli/topics/replica-assignment.ts'

test('broker ids by partition', () => {
  expect(parseReplicaAssignment('0:1, 1:0')).toEqual(
    new Map([
      [0, [0, 1]],
      [1, [1, 0]],
    ]),
  )
  expect(parseReplicaAssignment('0,')).toEqual(new Map([[0, [0]]]))
})

test.each([
  [
    '0:0',
    'org.apache.kafka.server.common.AdminCommandFailedException',
    'Partition replica lists may not contain duplicate entries: 0',
  ],
  [
    '0,0:1',
    'org.apache.kafka.server.common.AdminOperationException',
    'Partition 1 has different replication factor: [0, 1]',
  ],
  ['0,x', 'java.lang.NumberFormatException', 'For input string: "x"'],
  ['99999999999', 'java.lang.NumberFormatException', 'For input string: "99999999999"'],
])('%s is refused', (text, className, message) => {
  expect(() => parseReplicaAssignment(text)).toThrow(expect.objectContaining({ className, message }))
})
