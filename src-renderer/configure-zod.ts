import { z } from 'zod'

// zod probes `new Function` when the first object schema is made, which the content security policy reports.
// This module is therefore imported before anything that makes a schema.
z.config({ jitless: true })
