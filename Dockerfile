# One image for web, worker, beat and preparation. Its steps are script/install's, which script/run uses too.
FROM debian:bookworm-slim AS build
WORKDIR /app
COPY script/ script/
RUN script/install packages python node && rm -rf /var/lib/apt/lists/*
COPY requirements.txt package.json package-lock.json ./
RUN script/install python run && script/install node
COPY . .
RUN script/install translations

FROM debian:bookworm-slim
WORKDIR /app
COPY script/ script/
RUN script/install packages python font postgres-client && rm -rf /var/lib/apt/lists/*
# Volumes take over the owner of the folders that they cover.
RUN useradd --system --uid 10001 --home-dir /var/lib/sciencemap sciencemap \
    && install -d -o sciencemap -g sciencemap /var/lib/sciencemap /var/lib/sciencemap/media /var/lib/sciencemap/static
COPY --from=build /app /app
ENV DJANGO_SETTINGS_MODULE=sciencemap.settings.prod \
    SCIENCEMAP_HOME=/var/lib/sciencemap \
    MEDIA_ROOT=/var/lib/sciencemap/media \
    STATIC_ROOT=/var/lib/sciencemap/static \
    PROMETHEUS_MULTIPROC_DIR=/tmp/metrics \
    PYTHONDONTWRITEBYTECODE=1 \
    BIND=0.0.0.0
USER sciencemap
EXPOSE 8000
CMD ["script/serve", "web"]
