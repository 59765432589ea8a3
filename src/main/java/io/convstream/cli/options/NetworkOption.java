package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.image.Framing;
import io.convstream.network.ModelFile;
import io.convstream.network.ModelTransfer;
import io.convstream.network.Presets;
import io.convstream.storage.LocalPath;
import io.convstream.storage.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The value of {@code --network}: a preset, a JSON file or a model file. */
final class NetworkOption {

    private NetworkOption() {}

    /**
     * Returns the JSON of a DL4J configuration.
     *
     * @param classes number of outputs of a preset, and of the network of a model file
     * @throws UsageException in one sentence, if there is no such network
     */
    static String configuration(String network, Framing framing, int classes, long seed) {
        if (Presets.names().contains(network)) {
            return Presets.configuration(network, framing.crop(), classes, seed);
        }
        Path file = local(network);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("--network " + network + " is neither a preset ("
                    + String.join(", ", Presets.names()) + ") nor a file with a DL4J configuration as JSON"
                    + Suggestion.didYouMean(network, Presets.names()));
        }
        try {
            return network.endsWith(".zip")
                    ? ModelTransfer.withClasses(ModelFile.read(file, framing, 1).configuration(), classes)
                    : TextFile.read(file);
        } catch (IOException e) {
            throw new UsageException("--network: " + e.getMessage(), e);
        }
    }

    private static Path local(String network) {
        try {
            return LocalPath.parse(network);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--network " + e.getMessage(), e);
        }
    }
}
