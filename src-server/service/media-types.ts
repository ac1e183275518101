/** As every answer in JSON says it. */
export const JSON_TYPE = 'application/json; charset=utf-8'
