package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import io.convstream.modelstore.BestModelFile;
import io.convstream.network.PlainModels;
import io.convstream.storage.StoragePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that start from model files which DL4J's {@code ModelSerializer} has written. */
class PlainModelITCase {

    private static final ImageShape INPUT = new ImageShape(24, 24, 3);
    private static final String GRAPH = "graph";
    private static final String LAYERS = "layers";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeModels() throws Exception {
        PlainModels.writeGraph(file(GRAPH), INPUT);
        PlainModels.writeLayers(file(LAYERS), INPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {GRAPH, LAYERS})
    void aRunStartsFromItsParameters(String kind) throws Exception {
        Path run = folder.resolve("from " + kind);
        String output = train(run, "--init-from=" + file(kind), "--learning-rate=0.000001");
        assertThat(output).contains("Model " + kind + " starts from " + file(kind));
        Map<String, float[]> trained = weights(run, kind);
        Map<String, float[]> before = PlainModels.weights(file(kind), kind.equals(GRAPH));
        assertThat(trained).containsOnlyKeys(before.keySet());
        assertThat(trained)
                .allSatisfy((name, weights) -> assertThat(weights)
                        .describedAs(name)
                        .isNotEqualTo(before.get(name))
                        .containsExactly(before.get(name), within(1e-3f)));
    }

    @ParameterizedTest
    @ValueSource(strings = {GRAPH, LAYERS})
    void aRunTrainsItsLayersWithNewParameters(String kind) throws Exception {
        Path run = folder.resolve("layers of " + kind);
        train(run, "--network=" + file(kind), "--learning-rate=0.000001", "--seed=7");
        Map<String, float[]> trained = weights(run, kind);
        Map<String, float[]> file = PlainModels.weights(file(kind), kind.equals(GRAPH));
        assertThat(trained).containsOnlyKeys(file.keySet());
        assertThat(trained).allSatisfy((name, weights) -> {
            float[] others = Objects.requireNonNull(file.get(name));
            assertThat(weights).hasSameSizeAs(others);
            assertThat(distance(weights, others)).describedAs(name).isGreaterThan(0.1);
        });
    }

    private static double distance(float[] one, float[] other) {
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }

    private static Path file(String kind) {
        return folder.resolve(kind + ".zip");
    }

    private static Map<String, float[]> weights(Path run, String kind) throws Exception {
        return PlainModels.weights(BestModelFile.of(StoragePath.of(run)).local(), kind.equals(GRAPH));
    }

    private static String train(Path run, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--run=" + run, "--data=shapes", "--steps=5", "--batch-size=16", "--no-report"));
        arguments.addAll(List.of(more));
        RunProcess process = RunProcess.start(folder.resolve(run.getFileName() + ".log"), arguments);
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(RunProcess.events(run, "step")).hasSize(5);
        return process.output();
    }
}
