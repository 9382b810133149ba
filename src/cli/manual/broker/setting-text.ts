/** What the manual says of a broker's setting: in our own words, or that it changes nothing in this broker. */
export type SettingText = string | { readonly idle: string }

/** Of a setting that is read, checked and shown, but has no effect here. */
export const idle = (text: string): SettingText => ({ idle: text })
