# nginx with the file for a fleet (deploy/nginx/longhouse-fleet.conf): the version and the modules that it is tested with.
FROM docker.io/library/debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx-light libnginx-mod-http-brotli-filter curl \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled
COPY deploy/compose/nginx.conf /etc/nginx/nginx.conf
COPY deploy/nginx/longhouse-fleet.conf /etc/nginx/conf.d/longhouse.conf
# The addresses and the certificate of deploy/compose.yaml. A line that is not there any more makes no image.
RUN cd /etc/nginx/conf.d \
 && put() { grep -qF "$1" longhouse.conf && sed -i "s|$1|$2|" longhouse.conf; } \
 && put 10.0.0.11 10.89.117.11 \
 && put 10.0.0.12 10.89.117.12 \
 && put 'server_name longhouse.example;' 'server_name _;' \
 && put /etc/letsencrypt/live/longhouse.example/fullchain.pem /run/secrets/tls_certificate \
 && put /etc/letsencrypt/live/longhouse.example/privkey.pem /run/secrets/tls_key
USER www-data
STOPSIGNAL SIGQUIT
CMD ["nginx"]
