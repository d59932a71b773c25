# The standalone gateway as an image.
#
#   docker build -t gw .
#   docker run -p 8080:8080 -e GW_API_KEYS="me=sk-choose-one" -e OPENAI_API_KEY gw
#
# A configuration file goes to /app, options behind the image's name:
#
#   docker run -v ./gateway.config.ts:/app/gateway.config.ts:ro … gw --check
#
# What it remembers is in /data: keep it in a volume with a name (-v gw-data:/data), or in a database
# (-e GW_DATABASE_URL).

FROM node:24-slim AS build
WORKDIR /src
ENV CI=true
# The lockfile decides what is downloaded: this layer lasts until it changes.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npx -y "$(node -p "require('./package.json').packageManager")" fetch
COPY . .
RUN npx -y "$(node -p "require('./package.json').packageManager")" install --frozen-lockfile --offline
RUN node_modules/.bin/pnpm --filter "@gw/gateway..." run build
# The server with nothing but what it runs on.
RUN node_modules/.bin/pnpm --filter @gw/gateway --prod deploy /app

FROM node:24-slim
# Reachable from outside of the container, so it wants GW_API_KEYS, or GW_OPEN=1 where others keep guard.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 GW_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app ./
# A new volume is made like it.
RUN install -d -o node -g node -m 700 /data
VOLUME /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
