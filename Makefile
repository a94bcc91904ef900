# `make` alone lists the targets. CI runs these (.ci/run) and nothing else.

# Arguments for demo and dev, for example: make demo ARGS='--listen 127.0.0.1:9000 --data .demo'
ARGS ?=
# Which of the measurements bench runs; weigh and size are the same on every machine and gate CI.
BENCH ?= weigh size page latency cold
# The image's name, and more flags for the builder (docs/deploy.md has an example).
IMAGE ?= memberportal
IMAGE_FLAGS ?=

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.8.0

.DEFAULT_GOAL := help
.PHONY: help dev demo test check golden gallery generate bench vuln image

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: ## the demo, rebuilt on every save of a page, style, text or Go file
	go tool templ generate -watch -open-browser=false -log-level warn \
	  -watch-pattern '(.+\.go$$)|(.+\.templ$$)|(.+\.css$$)|(.+\.js$$)|(.+\.yaml$$)' \
	  -cmd 'go run ./cmd/portal demo $(ARGS)'

demo: ## the portal with two made-up studios, nothing to configure
	go run ./cmd/portal demo $(ARGS)

test: ## every test; installs a browser and axe-core where it may
	@.ci/test

check: ## format, generated files, lint, dependencies; changes nothing
	@.ci/check

generate: ## rewrite what is generated or formatted: templ and Go files, minified files, the schema in docs
	go tool templ fmt views
	go tool templ generate
	cp internal/config/schema.json docs/portal.schema.json
	go test ./static -run MinifiedFiles -update >/dev/null
	gofmt -w $$(git ls-files --cached --others --exclude-standard '*.go' | grep -v '_templ\.go$$')

golden: ## accept how the pages look now as their golden HTML; read the diff
	go test ./views -run Golden -update
	git diff --stat -- views/testdata

gallery: ## pictures of every page in every state, in e2e/screenshots
	@.ci/setup browser >/dev/null
	go test -tags pictures ./e2e -count=1 -timeout 60m -run "Screenshots|Sheets" -screenshots e2e/screenshots

bench: ## measure against the goals of docs/performance.md (BENCH="weigh size" picks)
	@for what in $(BENCH); do go run ./bench $$what || failed=1; done; exit $${failed:-0}

vuln: ## known vulnerabilities in what is linked (asks a public database)
	go run $(GOVULNCHECK) ./...

image: ## the container image, with docker, podman or buildah
	@if docker info >/dev/null 2>&1; then set -- docker build; \
	elif command -v podman >/dev/null; then set -- podman build --format docker; \
	elif command -v buildah >/dev/null; then set -- buildah build --format docker; \
	else echo "no docker (with a running engine), podman or buildah here" >&2; exit 1; fi; \
	set -- "$$@" $(IMAGE_FLAGS) --build-arg VERSION=$(VERSION) -t $(IMAGE):$(VERSION) -t $(IMAGE):latest .; \
	echo "$$@"; "$$@"
