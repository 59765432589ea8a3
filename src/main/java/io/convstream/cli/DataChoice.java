package io.convstream.cli;

import io.convstream.ingest.DataSets;
import io.convstream.ingest.TrainingData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Opens the pictures that {@code --data} names. */
final class DataChoice {

    private static final long SHAPES_SEED = 1;

    private DataChoice() {}

    /** Says on {@code out} where it takes other pictures than were asked for, and why. */
    static TrainingData open(String data, PrintWriter out) {
        try {
            return switch (data) {
                case "shapes" -> DataSets.shapes(SHAPES_SEED);
                case "cifar10" -> cifar10(out);
                default -> DataSets.folder(Path.of(data));
            };
        } catch (IOException e) {
            throw new UsageException("--data " + data + ": " + e.getMessage(), e);
        }
    }

    private static TrainingData cifar10(PrintWriter out) throws IOException {
        String elsewhere = System.getenv("CONVSTREAM_DATA");
        Path folder = Path.of(elsewhere == null ? "data" : elsewhere);
        if (DataSets.holdsCifar(folder)) {
            return DataSets.folder(folder);
        }
        out.println(
                "No CIFAR-10 in " + folder + " (nor in $CONVSTREAM_DATA): training on shapes, drawn by convstream.");
        return DataSets.shapes(SHAPES_SEED);
    }
}
