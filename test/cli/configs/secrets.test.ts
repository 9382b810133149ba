import { expect, test } from 'vitest'
import { systemRandom } from '../../../src/base/random.ts'
import { passwordEncoder } from '../../../src/broker/configs/password-encoder.ts'
import { parseScramSetting } from '../../../src/cli/configs/scram-setting.ts'
import { saltedPassword, scramKeys } from '../../../src/wire/sasl/scram-keys.ts'

/** What Kafka's own tool put into ZooKeeper for the password `abc`. */
const realCredential = {
  salt: 'cDl4ZzJiYzg1d3ZoZml6YmRnYng4aHNoZw==',
  storedKey: 'q3Vrc2EcgnDsY/qzXOF4RVlRscd1cc2P4P/TgeufZHE=',
  serverKey: 'jXx+DATDEs5a/wXtPNp7ZRgvNrc5Uy1hzCVY0ZwAS6I=',
}

/** What Kafka's own tool made of the password `abc` under the secret `sec`. */
const realPassword = [
  'encryptedPassword:BGT1QnzeZ82xQfZLk6uGzQ==',
  'keyLength:128',
  'cipherAlgorithm:AES/CBC/PKCS5Padding',
  'initializationVector:kWjDHizrhVuo4tW1o1YzqA==',
  'keyFactoryAlgorithm:PBKDF2WithHmacSHA512',
  'passwordLength:3',
  'salt:KRAzSqidD8oGnreDvku8LjOJc7aVjO0YUUAz/VfPAezVecFMEeNBlERUvIMxCL1rmiKSoCYudGasARUNvPjWP2+SEYr7kESC49HIzyCi4R89lNvnX0hjGfry1SISub4zxGSh2qD4pY+CmULcBoxr+TytKVyyAOg439kOJ1FGGgFjluWKDe+2g2S/8WcG2WJMhE9UniENi2ngn/7olZzFybquJOUKkD2cmVcVJzSwwfXYpHzoa+M6/GwJjJG9qOCgzSsXdKK3VExT+U+j6Ug5Z+zslt+ZeMaWK7bXyc72K9GckcQSmuMsImHNAFzzn5tBWg73YxMTCQaUaStaEpX7zQ==',
  'iterations:4096',
].join(',')

/** And of the password `hello` under the secret `s` by another cipher. */
const realGcmPassword = [
  'encryptedPassword:HD1iuqzSCi2DmYG4DYLLzex1xZ/d',
  'keyLength:128',
  'cipherAlgorithm:AES/GCM/NoPadding',
  'initializationVector:q/fuXhAnwjBKigpb',
  'keyFactoryAlgorithm:PBKDF2WithHmacSHA512',
  'passwordLength:5',
  'authenticationTagLength:128',
  'salt:2Jtpi+Ou+uZikyJMGqy7zYqXiN+Y20HIzz/IM+RFC7OR9kAcxwJiW5nv3fKH0eoA1s7kKNOBmjosDV0rYEx83yyd/Q6I6USU71aVpeJ74ilPVED0CDb6Kz/XASNpKvU14TU8DSUkOrxV9Igpaax9TcfLWO1DvHvXBcb0z6Mw9wbnGqf4YNGLt0s5PscS/lTeHKOkao3kcB1YvuT6FnsgYFbP2Xq1mRTzQeP0l1t8UD6QRmfzYgtRPzHeyvTbx4NXPgz4GVNS0z7DhWipwbyouIPSPnrKZKl/9QJerSBUHsadMssz4v22HfqmtjAzb+q7XPqz31hIaLL/EngfA8YOfg==',
  'iterations:4096',
].join(',')

test('a SCRAM credential has the keys that Kafka computes', () => {
  const salt = Buffer.from(realCredential.salt, 'base64')
  const salted = saltedPassword('SCRAM-SHA-256', { password: 'abc', salt, iterations: 4096 })
  const { storedKey, serverKey } = scramKeys('SCRAM-SHA-256', salted)
  expect(storedKey.toString('base64')).toBe(realCredential.storedKey)
  expect(serverKey.toString('base64')).toBe(realCredential.serverKey)
})

const encoderOf = (settings: Record<string, string>) =>
  passwordEncoder((name) => settings[name.replace('password.encoder.', '')], systemRandom)

test('passwords of brokers are encrypted so that who knows the secret reads them', () => {
  expect(encoderOf({ secret: 'sec' })?.decode(realPassword)).toBe('abc')
  expect(encoderOf({ secret: 's' })?.decode(realGcmPassword)).toBe('hello')
  expect(() => encoderOf({ secret: 't' })?.decode(realGcmPassword)).toThrow()
  expect(() => encoderOf({ secret: 'other' })?.decode(realPassword)).toThrow()
  const encoder = encoderOf({ secret: 'another', 'key.length': '256', iterations: '2048' })
  expect(encoder?.decode(encoder.encode('pass,word:'))).toBe('pass,word:')
  expect(encoder?.encode('same')).not.toBe(encoder?.encode('same'))
  expect(encoderOf({})).toBeUndefined()
})

test.each(['CBC/PKCS5Padding', 'GCM/NoPadding', 'CFB/NoPadding', 'OFB/NoPadding'])('AES/%s and back', (mode) => {
  const encoder = encoderOf({ secret: 's', 'cipher.algorithm': `AES/${mode}`, 'key.length': '192' })
  expect(encoder?.decode(encoder.encode('grüß'))).toBe('grüß')
})

test.each([
  [{ 'cipher.algorithm': 'XYZ' }, 'java.security.NoSuchAlgorithmException', 'Cannot find any provider supporting XYZ'],
  [{ 'key.length': '100' }, 'java.security.InvalidKeyException', 'Invalid AES key length: 12 bytes'],
  [{ 'keyfactory.algorithm': 'X' }, 'java.security.NoSuchAlgorithmException', 'X SecretKeyFactory not available'],
  [{ iterations: 'many' }, 'java.lang.NumberFormatException', 'For input string: "many"'],
])('no encoder: %j', (settings, className, message) => {
  const encode = () => encoderOf({ secret: 's', ...settings })?.encode('abc')
  expect(encode).toThrow(expect.objectContaining({ className, message }))
})

test.each([
  ['password=abc', { iterations: 4096, password: 'abc' }],
  ['iterations=8192,password=a=b,c', { iterations: 8192, password: 'a=b,c' }],
  ['iterations=-1,password=', { iterations: 4096, password: '' }],
])('a SCRAM setting: %s', (text, setting) => {
  expect(parseScramSetting('SCRAM-SHA-256', text, 'SCRAM-SHA-256')).toEqual(setting)
})

test.each([
  ['abc', 'java.lang.IllegalArgumentException', 'Invalid credential property SCRAM_SHA_512=abc'],
  ['iterations=,password=x', 'java.lang.NumberFormatException', 'For input string: ""'],
  [
    'iterations=4095,password=x',
    'java.lang.IllegalArgumentException',
    'Iterations 4095 is less than the minimum 4096 required for SCRAM-SHA-512',
  ],
])('no SCRAM setting: %s', (text, className, message) => {
  const parse = () => parseScramSetting('SCRAM-SHA-512', text, 'SCRAM-SHA-512')
  expect(parse).toThrow(expect.objectContaining({ className, message }))
})
