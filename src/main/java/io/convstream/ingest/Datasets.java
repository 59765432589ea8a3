package io.convstream.ingest;

import io.convstream.image.ImageFormat;
import io.convstream.image.ImageSet;
import io.convstream.ingest.dataset.CifarFiles;
import io.convstream.ingest.dataset.Dataset;
import io.convstream.ingest.dataset.FolderLayout;
import io.convstream.ingest.dataset.IgnoredFiles;
import io.convstream.ingest.dataset.ImageFileLister;
import io.convstream.ingest.dataset.Shapes;
import io.convstream.ingest.download.Archive;
import io.convstream.ingest.download.ArchiveFormat;
import io.convstream.ingest.download.DownloadProgress;
import io.convstream.ingest.download.UnavailableException;
import io.convstream.ingest.download.UnpackedFolder;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.TopicImages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the images that a person asked for, and fetches them where need be.
 *
 * @param folder where downloads go and where they are looked for: {@code data}, or what CONVSTREAM_DATA names
 * @param archive what to download
 * @param kafka properties of the Kafka clients
 */
public record Datasets(Path folder, Archive archive, DownloadProgress progress, Map<String, String> kafka) {

    /** CIFAR-10's classes in label order. */
    public static final List<String> CIFAR10_CLASSES = CifarFiles.CIFAR10_NAMES;

    /** The classes of the generated shapes in label order. */
    public static final List<String> SHAPES_CLASSES = Shapes.CLASS_NAMES;

    private static final String BATCHES = "cifar-10-batches-bin";

    /** Archives and copies often hold one folder of another name than theirs. */
    private static final int MOST_AROUND = 2;

    /** Generated images are the same in every job, so that results compare; a job's seed only orders them. */
    private static final long SHAPES_SEED = 1;

    /** Where nothing is asked for: CIFAR-10, and shapes where that is neither there nor to be had. */
    public Dataset defaultDataset() throws IOException {
        try {
            return cifar10();
        } catch (UnavailableException e) {
            return shapes(List.of("CIFAR-10 is not in " + folder + " and the download failed: " + e.getMessage()
                    + ". Taking generated shapes instead."));
        }
    }

    /**
     * Resolves the value of {@code --data}.
     *
     * @param choice {@code shapes}, {@code cifar10}, a folder, an archive, or for held-out images a topic
     * @throws UnavailableException where CIFAR-10 is asked for and cannot be downloaded
     * @throws IOException where there are no images at the place
     * @throws IllegalArgumentException where it is meant for a topic but not of the form of its address
     */
    public Dataset resolve(String choice) throws IOException {
        if (choice.startsWith("kafka:")) {
            TopicImages heldOut = TopicImages.of(KafkaTopic.parse(choice, kafka));
            return new Dataset(choice, choice, heldOut.notices(), Optional.empty(), Optional.of(heldOut));
        }
        Path path = Path.of(choice);
        if (choice.equals("shapes")) {
            return shapes(List.of());
        } else if (choice.equals("cifar10")) {
            return cifar10();
        } else if (Files.isDirectory(path)) {
            return found(path);
        } else if (Files.exists(path)) {
            ArchiveFormat.of(path);
            return found(UnpackedFolder.of(path, ArchiveFormat.folder(path)));
        }
        throw new FileNotFoundException("--data " + choice
                + " names nothing that exists: give shapes, cifar10, a folder, or a " + ArchiveFormat.NAMES + " file");
    }

    private static Dataset shapes(List<String> notices) {
        return new Dataset(
                "shapes",
                "shapes",
                notices,
                Optional.of(new Shapes(SHAPES_SEED, false, Shapes.DEFAULT_TRAIN_SIZE)),
                Optional.of(new Shapes(SHAPES_SEED, true, Shapes.DEFAULT_HELD_OUT_SIZE)));
    }

    private Dataset cifar10() throws IOException {
        Optional<Dataset> present = parts(folder);
        if (present.isPresent()) {
            return present.get();
        }
        Path batches = folder.resolve(BATCHES);
        return found(UnpackedFolder.of(archive.download(folder, progress), batches));
    }

    private static Dataset found(UnpackedFolder unpacked) throws IOException {
        Dataset found = found(unpacked.folder());
        return unpacked.notice().isEmpty() ? found : found.with(unpacked.notice());
    }

    private static Dataset found(Path folder) throws IOException {
        Optional<Dataset> found = in(folder);
        if (found.isEmpty()) {
            throw nothingIn(folder);
        }
        return found.get();
    }

    private static Optional<Dataset> in(Path folder) throws IOException {
        return in(folder, MOST_AROUND);
    }

    /** @param around how many folders may lie around the images, each alone in the one above it */
    private static Optional<Dataset> in(Path folder, int around) throws IOException {
        Optional<Dataset> found = parts(folder);
        if (found.isEmpty()) {
            found = FolderLayout.unsplit(folder);
        }
        if (found.isPresent() && !isOneClass(found.get())) {
            return found;
        }
        List<Path> inside = ImageFileLister.foldersIn(folder, new IgnoredFiles(folder));
        Optional<Dataset> deeper = around > 0 && inside.size() == 1 ? in(inside.get(0), around - 1) : Optional.empty();
        return deeper.isPresent() && !isOneClass(deeper.get()) ? deeper : found;
    }

    /** Perhaps a folder around class folders. */
    private static boolean isOneClass(Dataset found) throws IOException {
        return found.isUnsplit() && found.train().classNames().size() == 1;
    }

    private static Optional<Dataset> parts(Path folder) throws IOException {
        for (Path place : List.of(folder, folder.resolve(BATCHES))) {
            if (CifarFiles.hasTrain(place) || CifarFiles.hasHeldOut(place)) {
                Optional<ImageSet> train =
                        CifarFiles.hasTrain(place) ? Optional.of(CifarFiles.train(place)) : Optional.empty();
                Optional<ImageSet> heldOut =
                        CifarFiles.hasHeldOut(place) ? Optional.of(CifarFiles.heldOut(place)) : Optional.empty();
                return Optional.of(new Dataset("CIFAR folder " + place, absolute(place), List.of(), train, heldOut));
            }
        }
        return Files.isDirectory(folder) ? FolderLayout.split(folder) : Optional.empty();
    }

    private static String absolute(Path folder) {
        return folder.toAbsolutePath().normalize().toString();
    }

    private static IOException nothingIn(Path folder) throws IOException {
        IgnoredFiles ignored = FolderLayout.ignoredIn(folder);
        return new FileNotFoundException("no images in " + folder
                + ": it should hold data_batch_1.bin …, folders train and test with one folder for each class, or one"
                + " folder for each class, of " + String.join(", ", ImageFormat.suffixes()) + " files"
                + (ignored.isEmpty() ? "" : " (ignored: " + ignored + ")"));
    }
}
