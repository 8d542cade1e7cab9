// The house under pm2, as an alternative to systemd: pm2 start deploy/pm2/ecosystem.config.cjs, then pm2 save and pm2 startup.
// A new version: pm2 restart longhouse-web-1, then longhouse-web-2, then the rest. nginx in front (deploy/nginx/longhouse-fleet.conf)
// passes over the one that is away. Settings stand in /etc/longhouse/longhouse.env; what is said here goes before them.
const root = process.env.LONGHOUSE_ROOT ?? '/opt/longhouse'
const settings = process.env.LONGHOUSE_ENV_FILE ?? '/etc/longhouse/longhouse.env'

/** One process. `port` answers requests where the role is web, else health and figures. */
const one = (name, role, port) => ({
  name,
  cwd: root,
  script: 'src/main.ts',
  interpreter: `${root}/node_modules/.bin/node`,
  interpreter_args: `--env-file=${settings}`,
  env: { ROLES: role, PORT: String(port) },
  // A process of its own each: pm2's cluster would share one port, and nginx could not pass over the one that ends.
  exec_mode: 'fork',
  // The process says so itself once it takes requests or jobs.
  wait_ready: true,
  listen_timeout: 150_000,
  // It drains for up to 30 s, and ends its own ffmpeg.
  kill_timeout: 40_000,
  treekill: false,
  exp_backoff_restart_delay: 200,
})

module.exports = {
  apps: [
    one('longhouse-web-1', 'web', 5001),
    one('longhouse-web-2', 'web', 5002),
    one('longhouse-worker', 'worker', 5101),
    one('longhouse-live', 'live', 5301),
    one('longhouse-scheduler', 'scheduler', 5201),
  ],
}
