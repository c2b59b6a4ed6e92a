// Lumberjack v2 (Beats) sender: ships -events numbered events in windows, and waits for the ack of each. Prints how
// many were acknowledged, and ends with 1 where one was not.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	client "github.com/elastic/go-lumber/client/v2"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:5044", "where to send")
	events := flag.Int("events", 1000, "how many events")
	window := flag.Int("window", 100, "events of a window")
	inflight := flag.Int("inflight", 1, "windows that are sent before the first is acknowledged")
	level := flag.Int("compress", 0, "level of compression; 0: none")
	timeout := flag.Duration("timeout", 30*time.Second, "how long to wait for a sign of the peer")
	ca := flag.String("ca", "", "CA (PEM) of the peer; turns TLS on")
	cert := flag.String("cert", "", "certificate (PEM) to show to the peer")
	key := flag.String("key", "", "its key (PEM)")
	flag.Parse()

	c, err := client.AsyncDialWith(dialer(*ca, *cert, *key), *addr, *inflight,
		client.CompressionLevel(*level), client.Timeout(*timeout))
	check(err)
	var acked atomic.Int64
	var failed atomic.Bool
	var open sync.WaitGroup
	for from := 0; from < *events; from += *window {
		batch := []interface{}{}
		for seq := from; seq < min(from+*window, *events); seq++ {
			batch = append(batch, map[string]interface{}{
				"@timestamp": "2026-07-01T10:00:00.000Z",
				"@metadata":  map[string]string{"beat": "test", "_id": fmt.Sprintf("id-%d", seq)},
				"seq":        seq,
				"message":    fmt.Sprintf("größe %d \n\u2028", seq),
				"log":        map[string]interface{}{"offset": seq * 10},
			})
		}
		open.Add(1)
		check(c.Send(func(seq uint32, err error) {
			acked.Add(int64(seq))
			if err != nil {
				log.Print(err)
				failed.Store(true)
			}
			open.Done()
		}, batch))
	}
	open.Wait()
	check(c.Close())
	fmt.Println("ACKED", acked.Load())
	if failed.Load() {
		os.Exit(1)
	}
}

func dialer(ca, cert, key string) func(network, address string) (net.Conn, error) {
	if ca == "" {
		return net.Dial
	}
	pem, err := os.ReadFile(ca)
	check(err)
	config := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	config.RootCAs.AppendCertsFromPEM(pem)
	if cert != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		check(err)
		config.Certificates = []tls.Certificate{pair}
	}
	return func(network, address string) (net.Conn, error) { return tls.Dial(network, address, config) }
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
