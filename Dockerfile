# The portal as one static binary in an image that holds nothing else but the certificates of the public authorities.
#
#   make image                                    with docker, podman or buildah, whichever is there
#   --build-arg GO_IMAGE=registry.example/go:1.26 another image with Go 1.26 to build in
#   --build-context build=...                     the same, from a named build context (see docs/deploy.md)

ARG GO_IMAGE=golang:1.26-bookworm

# A build context named "build" takes the place of this image.
FROM ${GO_IMAGE} AS build

FROM build AS compile
ENV PATH=/usr/local/go/bin:$PATH CGO_ENABLED=0 GOFLAGS=-buildvcs=false
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
# Inlining only takes room where nothing is hot: components, the demo's API, and what waits for a database or reads a file at start.
# bench/build.go builds the same.
RUN go build -trimpath \
      -gcflags "memberportal/views/...=-l" -gcflags "memberportal/internal/sandbox=-l" \
      -gcflags "github.com/jackc/...=-l" -gcflags "github.com/goccy/go-yaml/...=-l" \
      -ldflags "-s -w -X main.version=${VERSION}" -o /out/portal ./cmd/portal \
 && mkdir /out/data

FROM scratch
COPY --from=compile /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=compile /out/portal /portal
COPY --from=compile --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 CMD ["/portal", "healthcheck"]
ENTRYPOINT ["/portal"]
CMD ["serve", "--config", "/etc/portal/portal.yaml"]
