# Both fakes in a container; docs/how-to/docker.md says how it is run.
ARG BASE=python:3.12-slim

FROM ${BASE} AS wheels
COPY . /src
RUN python3 -m venv /build && /build/bin/pip wheel --quiet --no-cache-dir /src --wheel-dir /wheels

FROM ${BASE}
COPY --from=wheels /wheels /wheels
RUN python3 -m venv /opt/twinledger \
    && /opt/twinledger/bin/pip install --quiet --no-cache-dir --no-index --find-links /wheels twinledger \
    && rm -r /wheels \
    && useradd --system --create-home twinledger \
    && install --directory --owner=twinledger /world
ENV PATH=/opt/twinledger/bin:$PATH PYTHONUNBUFFERED=1
USER twinledger
WORKDIR /home/twinledger
EXPOSE 8069 8070 8071
HEALTHCHECK --interval=5s --start-period=10s CMD ["python3", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8069/_twinledger/health', timeout=3)"]
ENTRYPOINT ["twinledger"]
CMD ["up", "--host", "localhost", "--odoo-port", "8069", "--silverfin-port", "8070", "--console-port", "8071"]
