import { readFileSync } from 'node:fs'

/**
 * Loaded before all else into the processes under trial, their threads included: their clock differs from the machine's
 * by the milliseconds that stand in a file.
 */
const path = process.env.FAULTS_CLOCK
const systemNow = Date.now
if (path !== undefined) Date.now = () => systemNow() + Number(readFileSync(path, 'utf8'))
