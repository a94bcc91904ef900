package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	// Queries take a millisecond, so few connections serve many requests. A new one costs
	// tens: twenty at once, on a small machine, cost each who waited its session.
	postgresConnections    = 10
	postgresConnectTimeout = 5 * time.Second
	postgresIdle           = 5 * time.Minute
)

func openPostgres(ctx context.Context, address string) (*database, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("store: PostgreSQL address: %w", err) // pgx masks the password
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = postgresConnectTimeout
	}
	where := fmt.Sprintf("PostgreSQL database %s at %s:%d", config.Database, config.Host, config.Port)
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	pool.SetConnMaxIdleTime(postgresIdle)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: %s: %w", where, err), pool.Close())
	}
	go warm(context.WithoutCancel(ctx), pool)
	return &database{dialect: postgresDialect(), where: where, pool: pool}, nil
}

// warm opens the connections one after another, before a rush needs all of them at once.
// One that cannot be had now is opened when it is needed.
func warm(ctx context.Context, pool *sql.DB) {
	ctx, cancel := context.WithTimeout(ctx, postgresConnectTimeout)
	defer cancel()
	for range postgresConnections {
		c, err := pool.Conn(ctx)
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }() // gives it back, once all are there
	}
}
