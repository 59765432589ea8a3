package io.convstream.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the pictures that a user means. */
public final class DataSets {

    private static final String CIFAR_FOLDER = "cifar-10-batches-bin";
    private static final long SHAPES_TRAINING = 20_000;
    private static final long SHAPES_HELD_OUT = 2_000;

    private DataSets() {}

    /** Pictures that we draw: 20,000 to train on, 2,000 others to evaluate on. */
    public static TrainingData shapes(long seed) {
        return new TrainingData(
                "shapes (drawn by convstream)",
                new Shapes(2 * seed, SHAPES_TRAINING),
                new Shapes(2 * seed + 1, SHAPES_HELD_OUT));
    }

    /** Whether a folder holds CIFAR-10 binary files, itself or in {@code cifar-10-batches-bin}. */
    public static boolean holdsCifar(Path folder) {
        return Files.exists(folder.resolve("data_batch_1.bin")) || Files.isDirectory(folder.resolve(CIFAR_FOLDER));
    }

    /**
     * The pictures of a folder: CIFAR-10 binary files, in it or in its folder {@code cifar-10-batches-bin}, or class
     * folders in its folders {@code train} and {@code test}.
     *
     * @throws IOException in one sentence, where the folder holds none of these
     */
    public static TrainingData folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is not a folder: give one with CIFAR-10 binary files or class folders");
        }
        Path cifar = folder.resolve(CIFAR_FOLDER);
        if (Files.isDirectory(cifar)) {
            return folder(cifar);
        }
        if (Files.exists(folder.resolve("data_batch_1.bin"))) {
            return new TrainingData(folder.toString(), CifarFiles.training(folder), CifarFiles.heldOut(folder));
        }
        if (Files.isDirectory(folder.resolve("train"))) {
            return new TrainingData(
                    folder.toString(),
                    new ClassFolders(folder.resolve("train")),
                    new ClassFolders(folder.resolve("test")));
        }
        throw new IOException(folder + " holds neither data_batch_1.bin, nor " + CIFAR_FOLDER
                + ", nor class folders in train and test: give a folder that does");
    }
}
