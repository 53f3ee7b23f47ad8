# The image of hub, worker and migration: the same code, three commands.
FROM python:3.12-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/bootstrap.lock requirements/dev.lock requirements/
RUN python -m venv /opt/satu && /opt/satu/bin/pip install --require-hashes -r requirements/bootstrap.lock
COPY requirements/runtime.lock requirements/
RUN /opt/satu/bin/uv pip sync --python /opt/satu/bin/python --require-hashes requirements/runtime.lock
COPY . .
# The console's assets and the build backend come from the development lock, in an environment that is thrown away.
RUN python -m venv /opt/build && /opt/build/bin/pip install --require-hashes -r requirements/bootstrap.lock \
    && /opt/build/bin/uv pip sync --python /opt/build/bin/python --require-hashes requirements/dev.lock \
    && PYTHONPATH=/app /opt/build/bin/python -m hub assets \
    && /opt/build/bin/hatchling build -t wheel -d /tmp/wheel \
    && /opt/satu/bin/uv pip install --python /opt/satu/bin/python --no-deps /tmp/wheel/*.whl

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/satu --create-home satu
COPY --from=build /opt/satu /opt/satu
COPY policies /etc/satu/policies
COPY schema.released.graphql /etc/satu/
ENV PATH=/opt/satu/bin:$PATH HUB_POLICIES_DIR=/etc/satu/policies HUB_STATE_DIR=/var/lib/satu HUB_HOST=0.0.0.0
USER satu
EXPOSE 8400
CMD ["python", "-m", "hub", "serve"]
