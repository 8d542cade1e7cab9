# nginx with the file for a fleet (deploy/nginx/longhouse-fleet.conf): the version and the modules that it is tested with.
FROM docker.io/library/debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx-light libnginx-mod-http-brotli-filter ca-certificates curl \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled
COPY deploy/compose/nginx.conf /etc/nginx/nginx.conf
COPY deploy/nginx/longhouse-fleet.conf /etc/nginx/conf.d/longhouse.conf
COPY deploy/nginx/live-edge.conf /etc/nginx/conf.d/live-edge.conf
COPY deploy/nginx/live-edge-locations.conf deploy/nginx/media.conf /etc/nginx/longhouse/
# The addresses and the certificate of deploy/compose.yaml. A line that is not there any more makes no image.
RUN cd /etc/nginx \
 && put() { grep -qF "$2" "$1" && sed -i "s|$2|$3|" "$1"; } \
 && put conf.d/longhouse.conf 10.0.0.11 10.89.117.11 \
 && put conf.d/longhouse.conf 10.0.0.12 10.89.117.12 \
 && put conf.d/longhouse.conf 'server_name longhouse.example;' 'server_name _;' \
 && put conf.d/longhouse.conf /etc/letsencrypt/live/longhouse.example/fullchain.pem /run/secrets/tls_certificate \
 && put conf.d/longhouse.conf /etc/letsencrypt/live/longhouse.example/privkey.pem /run/secrets/tls_key \
 && put conf.d/live-edge.conf 'server 127.0.0.1:5000;' 'server 10.89.117.11:5000; server 10.89.117.12:5000;' \
 && put longhouse/media.conf 'resolver 127.0.0.53' 'resolver 127.0.0.11'
USER www-data
STOPSIGNAL SIGQUIT
CMD ["nginx"]
