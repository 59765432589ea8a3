package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.PlanLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** A new model takes each layer of another one, except for a last layer of another number of classes. */
final class ModelTransferTest {

    private static final int BATCH = 4;

    @TempDir
    private Path folder;

    private static ModelDefinition definition() {
        return definition(list -> list.layer(Samples.convolution(3, 3, 1, true))
                .layer(new BatchNormalization.Builder().build())
                .layer(Samples.dense(Activation.RELU)));
    }

    private static ModelDefinition definition(Consumer<ListBuilder> layers) {
        return Samples.definition(Samples.network(layers), BATCH, 1);
    }

    private static float[] trained() {
        try (var trainer = new Trainer(definition())) {
            for (int step = 0; step < 3; step++) {
                step(trainer, step);
            }
            return trainer.state().parameters();
        }
    }

    private static StepResult step(Trainer trainer, int seed) {
        return trainer.step(
                Samples.pixels(Samples.INPUT, BATCH, seed), Samples.labels(BATCH, Samples.CLASSES, seed), BATCH);
    }

    private ModelFile.Content writtenByDl4j() throws IOException {
        Path file = folder.resolve("dl4j.zip");
        try (var oracle = new Oracle(definition().plan(), trained())) {
            oracle.write(file);
        }
        return ModelFile.read(file, Framing.whole(Samples.INPUT), 1);
    }

    @Test
    void aModelOfDl4jGivesAllLayers() throws IOException {
        ModelTransfer transfer = ModelTransfer.of(definition(), writtenByDl4j());
        assertThat(transfer.newLayer()).isNull();
        assertThat(transfer.parameters()).containsExactly(trained(), within(1e-5f));
    }

    @Test
    void aNewModelStartsWithTheLossOfTheOtherOneAtStep0() throws IOException {
        float[] parameters = trained();
        float[] initial = ModelTransfer.of(definition(), content(parameters)).parameters();
        try (var other = new Trainer(definition(), TrainerState.initial(definition(), parameters));
                var trainer = new Trainer(definition(), TrainerState.initial(definition(), initial))) {
            assertThat(trainer.step()).isZero();
            assertThat(trainer.state().averages()).isEqualTo(initial);
            assertThat(step(trainer, 9).loss()).isEqualTo(step(other, 9).loss());
            assertThat(trainer.state().parameters()).isEqualTo(other.state().parameters());
        }
    }

    @Test
    void theLastLayerIsNewIfTheNumberOfClassesDiffers() throws IOException {
        ModelDefinition more = Samples.definition(
                ModelTransfer.withClasses(definition().configuration(), Samples.CLASSES + 3), BATCH, 1);
        ModelFile.Content content = writtenByDl4j();
        ModelTransfer transfer = ModelTransfer.of(more, content);
        NetworkPlan plan = more.plan();
        assertThat(plan.classes()).isEqualTo(Samples.CLASSES + 3);
        PlanLayer last = plan.layers().get(plan.layers().size() - 1);
        assertThat(transfer.newLayer()).isEqualTo(last.name());
        assertThat(transfer.parameters()).hasSize(plan.size());
        int common = plan.offset(last.weights().get(0));
        assertThat(Arrays.copyOf(transfer.parameters(), common)).isEqualTo(Arrays.copyOf(content.parameters(), common));
        float[] drawn;
        try (var trainer = new Trainer(more)) {
            drawn = trainer.state().parameters();
        }
        int weights = common + last.weights().get(0).size();
        assertThat(Arrays.copyOfRange(transfer.parameters(), common, weights))
                .isEqualTo(Arrays.copyOfRange(drawn, common, weights));
    }

    @Test
    void anotherRateOfDropoutIsTheSameNetwork() {
        ModelDefinition dropping = definition(list -> list.layer(Samples.convolution(3, 3, 1, true))
                .layer(new BatchNormalization.Builder().build())
                .layer(new DenseLayer.Builder()
                        .nOut(7)
                        .activation(Activation.RELU)
                        .dropOut(new Dropout(0.5))
                        .build()));
        assertThat(ModelTransfer.of(dropping, content(trained())).newLayer()).isNull();
    }

    @Test
    void anyOtherDifferenceIsRefusedNamingTheLayer() {
        assertRefused(
                list -> list.layer(Samples.convolution(3, 5, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Samples.dense(Activation.RELU)),
                "layer 0 (layer0) is convolution 3x3 ",
                " in the file but convolution 3x5 ");
        assertRefused(
                list -> list.layer(Samples.convolution(3, 3, 1, false))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Samples.dense(Activation.RELU)),
                "layer 0 (layer0) is ",
                " without bias here");
        assertRefused(
                list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Samples.dense(Activation.TANH)),
                "layer 2 (layer2) is dense 210→7, relu in the file but dense 210→7, tanh here");
        assertRefused(
                list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(new DenseLayer.Builder()
                                .nOut(9)
                                .activation(Activation.RELU)
                                .build()),
                "layer 2 (layer2) is dense 210→7, relu in the file but dense 210→9, relu here");
        assertRefused(
                list -> list.layer(Samples.convolution(3, 3, 1, true)).layer(Samples.dense(Activation.RELU)),
                "the network has 4 layers in the file but 3 here");
    }

    private static void assertRefused(Consumer<ListBuilder> layers, String... parts) {
        ModelDefinition other = definition(layers);
        assertThatThrownBy(() -> ModelTransfer.of(other, content(trained())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    private static ModelFile.Content content(float[] parameters) {
        return new ModelFile.Content(
                definition().configuration(),
                new ModelSignature(List.of(), Framing.whole(Samples.INPUT)),
                true,
                parameters);
    }
}
