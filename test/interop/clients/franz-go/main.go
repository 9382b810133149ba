// franz-go: topics, idempotent and compressed produce, a group with commits, admin.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(ok bool, what string, values ...any) {
	if !ok {
		must(fmt.Errorf("%s: %v", what, values))
	}
}

func main() {
	bootstrap, topic := os.Args[1], os.Args[2]
	group := topic + "-group"
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap))
	must(err)
	defer client.Close()
	admin := kadm.NewClient(client)
	retention := "60000"
	created, err := admin.CreateTopics(ctx, 3, 1, map[string]*string{"retention.ms": &retention}, topic)
	must(err)
	must(created[topic].Err)

	sent := 0
	codecs := []kgo.CompressionCodec{kgo.NoCompression(), kgo.GzipCompression(), kgo.SnappyCompression(), kgo.Lz4Compression(), kgo.ZstdCompression()}
	for number, codec := range codecs {
		producer, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.ProducerBatchCompression(codec))
		must(err)
		for i := 0; i < 100; i++ {
			record := &kgo.Record{Topic: topic, Key: fmt.Appendf(nil, "%d", i), Value: fmt.Appendf(nil, "%d-%d", number, i)}
			must(producer.ProduceSync(ctx, record).FirstErr())
			sent++
		}
		producer.Close()
	}

	consumer, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit())
	must(err)
	seen := map[string]bool{}
	for len(seen) < sent {
		fetches := consumer.PollFetches(ctx)
		for _, failed := range fetches.Errors() {
			must(failed.Err)
		}
		fetches.EachRecord(func(record *kgo.Record) { seen[string(record.Value)] = true })
	}
	must(consumer.CommitUncommittedOffsets(ctx))
	consumer.Close()

	offsets, err := admin.FetchOffsets(ctx, group)
	must(err)
	total := int64(0)
	offsets.Each(func(offset kadm.OffsetResponse) { total += offset.At })
	check(total == int64(sent), "committed", total, sent)
	groups, err := admin.DescribeGroups(ctx, group)
	must(err)
	check(groups[group].State == "Empty", "state", groups[group].State)
	_, err = admin.DeleteGroup(ctx, group)
	must(err)
	deleted, err := admin.DeleteTopics(ctx, topic)
	must(err)
	must(deleted[topic].Err)
	fmt.Println("ok")
}
