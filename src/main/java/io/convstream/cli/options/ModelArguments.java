package io.convstream.cli.options;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What learns: the network, its batches, and the models that learn side by side from one stream. */
public final class ModelArguments {

    @Option(
            names = "--network",
            paramLabel = "NAME|FILE",
            description =
                    "The network: a preset, or the JSON file of a DL4J MultiLayerConfiguration. Presets: cifar10, "
                            + "the TensorFlow tutorial's network (1,068,298 parameters); vgg8, seven convolutions with batch "
                            + "normalization, more precise and slower; tiny, for first tries. Default: cifar10.")
    @Nullable
    String network;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Images in a step. Twice the batch halves the steps of an epoch; the learning rate then "
                    + "wants to grow with it. Default: ${DEFAULT-VALUE}.")
    public int batchSize = 128;

    @Option(
            names = "--towers",
            paramLabel = "N",
            description = "Into how many parts a batch is split, each computed by one thread. The split decides how "
                    + "sums round: give the same number for the same parameters to the last bit on another machine. "
                    + "Default: the number of processors, at most 8; on GPUs, their number.")
    @Nullable
    public Integer towers;

    @Option(
            names = "--share-gpu",
            description = "Let several towers compute on one GPU. They then wait for each other, so that more towers "
                    + "than GPUs are refused without it.")
    boolean shareGpu;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The number from which all that is random follows: initial values, order, augmentations. "
                    + "Another seed tells luck from progress. Default: ${DEFAULT-VALUE}.")
    public long seed = 1;

    @Option(
            names = "--model",
            paramLabel = "NAME=NETWORK[;option=value…]",
            split = ConfigDefaults.SEPARATOR,
            hideParamSyntax = true,
            description = "A model of its own on the same stream; repeat it to compare several. NETWORK as for "
                    + "--network; after it this model's own values for batch-size, towers, seed, recipe, "
                    + "learning-rate, schedule, updater, label-smoothing, l2, dropout, ema-decay. Quote it: ';' ends a command "
                    + "in the shell.")
    public List<ModelChoice> models = new ArrayList<>();

    List<OptionCheck> ranges() {
        List<OptionCheck> ranges = new ArrayList<>();
        ranges.add(OptionCheck.between("--batch-size", batchSize, 1, 1_000_000));
        ranges.add(OptionCheck.between("--towers", towers, 1, 1_000));
        ranges.add(new OptionCheck(
                "--towers", towers, towers == null || towers <= batchSize, "at most the batch size, " + batchSize));
        ranges.add(new OptionCheck(
                "--network", network, network == null || models.isEmpty(), "left out if --model is given"));
        List<String> names = models.stream().map(ModelChoice::name).toList();
        long distinct = names.stream().distinct().count();
        ranges.add(new OptionCheck("--model", names, distinct == names.size(), "of a different name each time"));
        return ranges;
    }
}
