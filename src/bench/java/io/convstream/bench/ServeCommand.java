package io.convstream.bench;

import io.convstream.image.Framing;
import io.convstream.network.Classifier;
import io.convstream.network.Engine;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.Networks;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./convstream bench serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compares a service that reads CIFAR records from a broker with bare inference, and measures its latency at"
                + " several loads. Takes about 10 minutes.")
final class ServeCommand implements Callable<Integer> {

    private static final int RECORD = 3 * 32 * 32;
    private static final int BATCH = 128;
    private static final int PARTITIONS = 2;
    private static final int CLASSES = 10;
    private static final Framing FRAMING = Framing.of(28, 0, 24);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** The duration of a measurement of the latency. */
    private static final int SECONDS = 60;
    /** The share of the images, and of the time, before which a service is not measured. */
    private static final double WARM_UP = 0.5;

    @Option(names = "--broker", paramLabel = "HOST:PORT", defaultValue = "localhost:9092", description = "A Kafka broker on this machine. Default: ${DEFAULT-VALUE}.")
    private String broker = "localhost:9092";

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--images", paramLabel = "N", defaultValue = "300000", description = "The images of a full load. Default: ${DEFAULT-VALUE}.")
    private int images = 300_000;

    @Option(names = "--load", paramLabel = "SHARE", split = ",", defaultValue = "0.25,0.5,0.75", description = "Shares of the full load at which the latency is measured. Default: ${DEFAULT-VALUE}.")
    private List<Double> loads = List.of(0.25, 0.5, 0.75);

    @Option(names = "--option", paramLabel = "OPTION", description = "An option of serve; may be repeated.")
    private List<String> options = new ArrayList<>();

    private final byte[][] records = IntStream.range(0, 1000)
            .mapToObj(number -> {
                var record = new byte[RECORD];
                new Random(number).nextBytes(record);
                return record;
            })
            .toArray(byte[][]::new);

    /** Latencies in milliseconds. */
    private record Latency(long median, long p99, long images) {}

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("convstream-bench");
        ModelDefinition definition = new ModelDefinition(
                "cifar10",
                Presets.configuration("cifar10", FRAMING.crop(), CLASSES, 1),
                FRAMING,
                1,
                1,
                1,
                0,
                0,
                Engine.AUTO);
        Path model = folder.resolve("cifar10.zip");
        float[] parameters;
        try (Trainer trainer = new Trainer(definition)) {
            parameters = trainer.state().parameters();
        }
        ModelFile.write(model, definition, IntStream.range(0, CLASSES).mapToObj(c -> "class " + c).toList(), parameters);
        var table = new Table();
        table.line("%s", Machine.description());
        table.line("cifar10, %,d images in %d partitions, %d rounds. %s", images, PARTITIONS, rounds, String.join(" ", options));
        table.line("");
        table.line("| round | bare inference, images/s | service, images/s | share |");
        table.line("| ---: | ---: | ---: | ---: |");
        List<Double> shares = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double bare = bare(definition, parameters);
            double rate = fullLoad(folder, model, round);
            shares.add(rate / bare);
            rates.add(rate);
            table.line("| %d | %,.0f | %,.0f | %.3f |", round, bare, rate, rate / bare);
        }
        table.line("| median | | %,.0f | %.3f |", StepBenchmark.median(rates), StepBenchmark.median(shares));
        table.line("");
        table.line("| load | images/s | latency, median ms | 99 %% ms | images |");
        table.line("| ---: | ---: | ---: | ---: | ---: |");
        for (double load : loads) {
            double rate = load * StepBenchmark.median(rates);
            Latency latency = latency(folder, model, rate);
            table.line("| %.2f | %,.0f | %d | %d | %,d |", load, rate, latency.median(), latency.p99(), latency.images());
        }
        table.write(Bench.results().resolve("serve.md"));
        return 0;
    }

    private static double bare(ModelDefinition definition, float[] parameters) {
        var pixels = new float[BATCH * FRAMING.crop().size()];
        var random = new Random(1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        try (var classifier = new Classifier(definition, BATCH, Networks.defaultTowers())) {
            classifier.load(parameters);
            long batches = 0;
            long start = System.nanoTime();
            long begin = start;
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(12)) {
                classifier.probabilities(pixels, BATCH);
                if (begin == start && System.nanoTime() - start > TimeUnit.SECONDS.toNanos(4)) {
                    begin = System.nanoTime();
                    batches = 0;
                }
                batches++;
            }
            return (batches - 1) * BATCH * 1e9 / (System.nanoTime() - begin);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the predictions are counted
    private double fullLoad(Path folder, Path model, int round) throws Exception {
        String name = "bench-" + folder.getFileName() + "-" + round;
        create(name);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < images; i++) {
                producer.send(new ProducerRecord<>(name, i % PARTITIONS, null, records[i % records.length]));
            }
        }
        Process service = serve(folder, name, model, "earliest");
        long first = Long.MAX_VALUE;
        long last = 0;
        long counted = 0;
        long seen = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(name + "-predictions")) {
            long start = System.nanoTime();
            while (seen < images) {
                for (ConsumerRecord<byte[], byte[]> prediction : consumer.poll(Duration.ofMillis(200))) {
                    seen++;
                    if (seen > images * WARM_UP) {
                        first = Math.min(first, prediction.timestamp());
                        last = Math.max(last, prediction.timestamp());
                        counted++;
                    }
                }
                require(service, start);
            }
        } finally {
            service.destroyForcibly().waitFor();
        }
        return counted * 1e3 / (last - first);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the predictions are counted
    private Latency latency(Path folder, Path model, double rate) throws Exception {
        String name = "bench-" + folder.getFileName() + "-at-" + Math.round(rate);
        create(name);
        Process service = serve(folder, name, model, "earliest");
        List<Long> latencies = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer();
                KafkaConsumer<byte[], byte[]> consumer = consumer(name + "-predictions")) {
            long start = System.nanoTime();
            producer.send(new ProducerRecord<>(name, 0, null, records[0])).get();
            while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                require(service, start);
            }
            long total = Math.round(rate * SECONDS);
            long sent = 0;
            long began = System.nanoTime();
            long seen = 0;
            long idle = System.nanoTime();
            while (seen < total && System.nanoTime() - idle < TimeUnit.SECONDS.toNanos(10)) {
                long due = Math.min(total, Math.round((System.nanoTime() - began) * rate / 1e9));
                for (; sent < due; sent++) {
                    producer.send(new ProducerRecord<>(
                            name, (int) (sent % PARTITIONS), null, records[(int) (sent % records.length)]));
                }
                for (ConsumerRecord<byte[], byte[]> prediction : consumer.poll(Duration.ofMillis(2))) {
                    idle = System.nanoTime();
                    seen++;
                    if (seen > total * WARM_UP) {
                        latencies.add(Long.parseLong(new String(
                                prediction.headers().lastHeader("latency-ms").value(), StandardCharsets.UTF_8)));
                    }
                }
                require(service, start);
            }
        } finally {
            service.destroyForcibly().waitFor();
        }
        latencies.sort(null);
        return new Latency(
                latencies.get(latencies.size() / 2), latencies.get(latencies.size() * 99 / 100), latencies.size());
    }

    private Process serve(Path folder, String name, Path model, String from) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JobRun.convstream(),
                "serve",
                "--source=kafka://" + broker + "/" + name,
                "--predictions=kafka://" + broker + "/" + name + "-predictions",
                "--models=" + model,
                "--from=" + from,
                "--run=" + folder.resolve(name)));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    private static void require(Process service, long start) throws IOException {
        if (!service.isAlive()) {
            throw new IOException("the service has ended with exit code " + service.exitValue());
        }
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
            throw new IOException("the service has not answered all images after " + PATIENCE.toMinutes() + " minutes");
        }
    }

    private void create(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker))) {
            admin.createTopics(List.of(
                            new NewTopic(topic, PARTITIONS, (short) 1),
                            new NewTopic(topic + "-predictions", PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Reads uncommitted messages too: a prediction is measured when it is made. */
    private KafkaConsumer<byte[], byte[]> consumer(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", broker),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
