import { ConfigError } from './config-error.ts'
import type { PropertyReader } from './property-reader.ts'

/** How many sessions may be asked for: tokens that are spent and come back with time. Times are milliseconds. */
export interface ConnectionThrottleConfig {
  /** 0 is no limit. */
  readonly tokens: number
  /** So many tokens come back in each `fillTime`. */
  readonly fillCount: number
  readonly fillTime: number
  /** How often the probability of a refusal is thought over; -1 never refuses by chance. */
  readonly freezeTime: number
  readonly dropIncrease: number
  readonly dropDecrease: number
  /** With at most this part of the tokens spent, the probability falls. */
  readonly decreaseRatio: number
  /** What a new session and a renewed one cost. */
  readonly newSession: number
  readonly renewedSession: number
}

/** What is done when more is asked than can be answered. Times are milliseconds. */
export interface RequestThrottleConfig {
  /** With so many changes under way further requests wait; 0 is no limit. */
  readonly maxRequests: number
  /** Requests that waited although nobody waits for their answer any more are not carried out. */
  readonly dropStale: boolean
  /** Nobody does when it took longer than the session's time-out. */
  readonly staleByLatency: boolean
  /** Nobody does when the connection is gone. */
  readonly staleByConnection: boolean
  /** Requests that waited longer are refused; 0 never refuses. */
  readonly refusedAfter: number
}

export interface LimitsConfig {
  readonly connections: ConnectionThrottleConfig
  readonly requests: RequestThrottleConfig
  /** Requests of more bytes are large; -1: none is. */
  readonly largeRequestThreshold: number
  /** So many bytes of large requests may be under way. */
  readonly largeRequestMaxBytes: number
  /** Who connects and asks for no session is sent away after this time. */
  readonly sessionlessTimeout: number
}

/** @throws ConfigError */
export function limitsConfig(read: PropertyReader): LimitsConfig {
  return {
    connections: connectionThrottle(read),
    requests: {
      maxRequests: read.number('request_throttle_max_requests', 0),
      dropStale: read.flag('request_throttle_drop_stale', true),
      staleByLatency: read.flag('request_stale_latency_check', false),
      staleByConnection: read.flag('request_stale_connection_check', true),
      refusedAfter: read.number('throttled_op_wait_time', 0),
    },
    largeRequestThreshold: read.number('largeRequestThreshold', -1),
    largeRequestMaxBytes: read.number('largeRequestMaxBytes', 100 * 1024 * 1024),
    sessionlessTimeout: read.number('nio.sessionlessCnxnTimeout', 10_000),
  }
}

function connectionThrottle(read: PropertyReader): ConnectionThrottleConfig {
  const key = (name: string) => `connection_throttle_${name}`
  const isWeighed = read.flag(key('weight_enabled'), false)
  const isLocal = read.flag('localSessionsEnabled', false)
  const newSession = isLocal
    ? read.number(key('local_session_weight'), 1)
    : read.number(key('global_session_weight'), 3)
  return {
    tokens: read.number(key('tokens'), 0),
    fillTime: read.number(key('fill_time'), 1),
    fillCount: read.number(key('fill_count'), 1),
    freezeTime: read.number(key('freeze_time'), -1),
    dropIncrease: fraction(read, key('drop_increase'), 0.02),
    dropDecrease: fraction(read, key('drop_decrease'), 0.002),
    decreaseRatio: fraction(read, key('decrease_ratio'), 0),
    newSession: isWeighed ? newSession : 1,
    renewedSession: isWeighed ? read.number(key('renew_session_weight'), 2) : 1,
  }
}

function fraction(read: PropertyReader, key: string, fallback: number): number {
  const text = read.text(key)
  const value = text === undefined ? fallback : Number(text)
  if (text === '' || !(value >= 0 && value <= 1)) throw new ConfigError(`${key} is ${text}, but has to be from 0 to 1`)
  return value
}
