package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.exchange.Endpoint;
import io.convstream.exchange.Member;
import io.convstream.exchange.Mesh;
import io.convstream.exchange.Towers;
import io.convstream.exchange.WorkerGroup;
import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.configuration.Configuration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** Workers connected by real sockets train the same parameters, to the bit, as one worker with all towers. */
class WorkersTest {

    private static final int BATCH = 12;
    private static final int STEPS = 6;

    /** Sizes of the batches: full ones, and one with fewer images than towers. */
    private static final int[] IMAGES = {BATCH, BATCH, 2, BATCH, 7, 1};

    private record Trained(List<StepResult> results, TrainerState state) {}

    private static ModelDefinition everything(int towers) {
        String configuration = Samples.network(
                new Adam(0.01),
                list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(new DropoutLayer(0.7))
                        .layer(Samples.dense(Activation.RELU)));
        return new ModelDefinition("m", configuration, Samples.INPUT, BATCH, towers, 7, 0.9, 0.1);
    }

    private static Trained train(ModelDefinition definition, WorkerGroup workers, boolean divergent) {
        Towers towers = new Towers(definition.towers(), workers);
        ImageShape input = definition.input();
        try (var trainer = new Trainer(definition, Gpus.ofMachine(), workers)) {
            List<StepResult> results = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                int images = IMAGES[step];
                float[] pixels = Samples.pixels(input, images, step);
                int[] labels = Samples.labels(images, Samples.CLASSES, step);
                if (divergent && step == 3) {
                    pixels[pixels.length - 1] = Float.NaN; // an image of the last worker
                }
                int first = towers.firstImageOf(workers.rank(), images);
                int count = towers.imagesOf(workers.rank(), images);
                results.add(trainer.step(
                        Arrays.copyOfRange(pixels, first * input.size(), (first + count) * input.size()),
                        Arrays.copyOfRange(labels, first, first + count),
                        first,
                        images,
                        step % 2 == 0));
            }
            return new Trained(results, trainer.state());
        }
    }

    /** Trains with connected workers, each on threads of its own; returns what each of them has. */
    private static List<Future<Trained>> trainConnected(ModelDefinition definition, int workers, boolean divergent)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        List<Endpoint> endpoints = new ArrayList<>();
        try {
            for (int rank = 0; rank < workers; rank++) {
                endpoints.add(new Endpoint(new Configuration(), "127.0.0.1", "127.0.0.1", "0"));
            }
            List<Member.Address> addresses =
                    endpoints.stream().map(Endpoint::address).toList();
            UUID session = UUID.randomUUID();
            List<Future<Trained>> results = new ArrayList<>();
            for (int rank = 0; rank < workers; rank++) {
                var member = new Member("m", session, rank, addresses);
                Endpoint endpoint = endpoints.get(rank);
                results.add(threads.submit(() -> {
                    try (Mesh mesh = Mesh.connect(endpoint, member, Duration.ofSeconds(20))) {
                        return train(definition, mesh, divergent);
                    }
                }));
            }
            for (Future<Trained> result : results) {
                try {
                    result.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    // Examined by the test.
                }
            }
            return results;
        } finally {
            threads.shutdown();
            endpoints.forEach(Endpoint::close);
        }
    }

    private static void assertSame(Trained one, Trained other) {
        assertThat(one.results()).usingRecursiveComparison().isEqualTo(other.results());
        assertThat(one.state().parameters()).isEqualTo(other.state().parameters());
        assertThat(one.state().averages()).isEqualTo(other.state().averages());
        assertThat(one.state().updater()).isEqualTo(other.state().updater());
        assertThat(one.state().lossAverages()).isEqualTo(other.state().lossAverages());
        assertThat(one.state().step()).isEqualTo(other.state().step());
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "4, 2", "4, 4", "6, 2", "6, 3", "5, 5", "12, 4"})
    void workersTrainTheSameBitsAsOne(int towers, int workers) throws Exception {
        ModelDefinition definition = everything(towers);
        Trained expected = train(definition, WorkerGroup.ALONE, false);
        for (Future<Trained> worker : trainConnected(definition, workers, false)) {
            assertSame(worker.get(), expected);
        }
    }

    /** The tutorial's network and one with seven layers of batch normalization, by gradient descent and by Adam. */
    @ParameterizedTest
    @CsvSource({
        "cifar10, sgd,  1, 2, 2",
        "cifar10, adam, 2, 4, 4",
        "cifar10, sgd,  3, 4, 2",
        "vgg8,    sgd,  1, 4, 2",
        "vgg8,    adam, 2, 2, 2",
        "vgg8,    sgd,  3, 4, 4"
    })
    void thePresetsTrainTheSameBits(String network, String updater, long seed, int towers, int workers)
            throws Exception {
        var input = new ImageShape(24, 24, 3);
        Hyperparameters training = Hyperparameters.fast(BATCH, STEPS)
                .withUpdater(updater)
                .withLearningRate(updater.equals("adam") ? 0.001 : 0.05);
        ModelDefinition definition = ModelDefinition.of(
                "m",
                Presets.configuration(network, input, Samples.CLASSES, seed),
                Framing.whole(input),
                BATCH,
                towers,
                seed,
                training);
        Trained expected = train(definition, WorkerGroup.ALONE, false);
        for (Future<Trained> worker : trainConnected(definition, workers, false)) {
            assertSame(worker.get(), expected);
        }
    }

    /** With weights that the first step computes from the images of all workers, and look-ahead. */
    @ParameterizedTest
    @CsvSource({"2, 2", "4, 2", "6, 3"})
    void whiteningAndLookaheadTrainTheSameBits(int towers, int workers) throws Exception {
        var input = new ImageShape(16, 16, 3);
        ModelDefinition definition = ModelDefinition.of(
                "m",
                Presets.configuration("air93", input, Samples.CLASSES, 1),
                Framing.whole(input),
                BATCH,
                towers,
                1,
                Hyperparameters.air(BATCH, STEPS));
        Trained expected = train(definition, WorkerGroup.ALONE, false);
        for (Future<Trained> worker : trainConnected(definition, workers, false)) {
            assertSame(worker.get(), expected);
        }
    }

    @Test
    void allWorkersStopAtTheSameNonFiniteStep() throws Exception {
        for (Future<Trained> worker : trainConnected(everything(4), 2, true)) {
            assertThatThrownBy(worker::get)
                    .hasCauseInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("step 3");
        }
    }

    @Test
    void towersMustBeAMultipleOfWorkers() {
        assertThatThrownBy(() -> trainConnected(everything(3), 2, false).get(0).get())
                .hasMessageContaining("3 towers on 2 workers: give --towers a multiple of --workers");
    }
}
