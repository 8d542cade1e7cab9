import type { IncomingMessage } from 'node:http'
import { LogController, type FastifyServerOptions } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { answerUnreadable } from './error-answers.ts'
import { requestIds } from './request-ids.ts'
import { withRequestLogs } from './request-log.ts'

/** How every server of the house is opened. */
export const serverOptions = ({
  config,
  log,
}: {
  config: Pick<Config, 'trustProxy'>
  log: Logger
}): FastifyServerOptions =>
  ({
    loggerInstance: withRequestLogs(log),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    requestIdHeader: false,
    genReqId: requestIds() as (request: IncomingMessage) => string,
    exposeHeadRoutes: false,
    // Above nginx's 60 s, so that it never sends into a connection that is being closed.
    keepAliveTimeout: 75_000,
    // An upload may take hours; `bodyInTime` watches over everything else.
    requestTimeout: 0,
    routerOptions: { maxParamLength: 400 },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: answerUnreadable,
  }) as unknown as FastifyServerOptions
