package io.convstream.cli.options;

import io.convstream.network.Engine;
import io.convstream.storage.StoragePath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The network, its batches, and the models that are trained side by side on one stream. */
public final class ModelArguments {

    @Option(
            names = "--network",
            paramLabel = "NAME|FILE",
            description =
                    "The network: a preset, or the JSON file of a DL4J MultiLayerConfiguration or ComputationGraphConfiguration, or a model file (its layers, with new parameters). Presets: "
                            + "cifar10, the network of the TensorFlow tutorial (1,068,298 parameters); cuda-convnet, the same with locally connected layers; vgg8, seven "
                            + "convolutions with batch normalization, more accurate and slower; air93, air94, air95, as many convolutions with a frozen first one, of three widths; tiny, for first tries. "
                            + "Default: cifar10.")
    @Nullable
    String network;

    @Option(
            names = "--init-from",
            paramLabel = "PATH",
            description = "Start a new run from the parameters of a model: a model file of convstream or DL4J, or a "
                    + "model folder or run folder (its best model). The network and the image sizes are those of the "
                    + "model unless you give others. If the number of classes differs, the last layer is new. Lower "
                    + "the learning rate for it. To continue a run instead, use --resume. Default: random parameters.")
    @Nullable
    StoragePath initFrom;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Images per step. Doubling it halves the steps of an epoch; increase the learning rate with "
                    + "it. Default: the recipe's (128; air: 512).")
    @Nullable
    public Integer batchSize;

    @Option(
            names = "--towers",
            paramLabel = "N",
            description =
                    "The number of replicas that a batch is split over, one thread each (of the engine dl4j: of threads). It determines the "
                            + "rounding of sums: for bit-identical parameters on another machine, set the same number. "
                            + "Default: the number of processors, at most 8; 1 on a GPU.")
    @Nullable
    public Integer towers;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description =
                    "What computes the network: ${COMPLETION-CANDIDATES}. compiled: on the CPU, fastest, the same "
                            + "bits in every run, for common layers. dl4j: DL4J itself, every layer that it has, on the CPU or "
                            + "on GPUs. auto: compiled if it supports all layers. A run may be resumed with the other one. "
                            + "Default: ${DEFAULT-VALUE}.")
    Engine engine = Engine.AUTO;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The seed of everything random: initial parameters, order, augmentation. Compare several "
                    + "seeds before you trust a difference. Default: ${DEFAULT-VALUE}.")
    public long seed = 1;

    @Option(
            names = "--model",
            paramLabel = "NAME=NETWORK[;option=value…]",
            split = ConfigDefaults.SEPARATOR,
            hideParamSyntax = true,
            description = "A model to train on the same stream; repeat the option to compare several. NETWORK is as "
                    + "for --network. Options of this model alone: batch-size, towers, seed, recipe, learning-rate "
                    + "(or lr), schedule, updater, label-smoothing, l2, dropout, ema-decay, momentum, shift-rate, lookahead, init-from. Quote the value: ';' "
                    + "ends a command in the shell.")
    public List<ModelOption> models = new ArrayList<>();

    List<OptionCheck> checks() {
        List<OptionCheck> checks = new ArrayList<>();
        checks.add(OptionCheck.between("--batch-size", batchSize, 1, 1_000_000));
        checks.add(OptionCheck.between("--towers", towers, 1, 1_000));
        checks.add(OptionCheck.mustBe(
                "--towers",
                towers,
                towers == null || batchSize == null || towers <= batchSize,
                "at most the batch size, " + batchSize));
        checks.add(OptionCheck.exclusive("--network", network, "--model", !models.isEmpty()));
        List<String> names = models.stream().map(ModelOption::name).toList();
        long distinct = names.stream().distinct().count();
        checks.add(OptionCheck.mustBe("--model", names, distinct == names.size(), "of a different name each time"));
        return checks;
    }
}
