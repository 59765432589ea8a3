package io.convstream.ingest;

import io.convstream.image.ImageFormat;
import io.convstream.image.ImageSet;
import io.convstream.ingest.dataset.CifarFiles;
import io.convstream.ingest.dataset.CopiedImages;
import io.convstream.ingest.dataset.Dataset;
import io.convstream.ingest.dataset.FolderLayout;
import io.convstream.ingest.dataset.IgnoredFiles;
import io.convstream.ingest.dataset.ImageFileLister;
import io.convstream.ingest.dataset.NightImages;
import io.convstream.ingest.dataset.Shapes;
import io.convstream.ingest.download.Archive;
import io.convstream.ingest.download.ArchiveFormat;
import io.convstream.ingest.download.DownloadProgress;
import io.convstream.ingest.download.LocalMirror;
import io.convstream.ingest.download.UnavailableException;
import io.convstream.ingest.download.UnpackedFolder;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.TopicImages;
import io.convstream.storage.StoragePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resolver of {@code --data} values to data sets, which downloads CIFAR-10 if necessary.
 *
 * @param folder the download folder: {@code data}, or the value of CONVSTREAM_DATA
 * @param archive the CIFAR-10 archive to download
 * @param progress receives the progress of the download
 * @param kafka properties of the Kafka clients
 */
public record Datasets(Path folder, Archive archive, DownloadProgress progress, Map<String, String> kafka) {

    /** CIFAR-10's classes in label order. */
    public static final List<String> CIFAR10_CLASSES = CifarFiles.CIFAR10_NAMES;

    /** The classes of the generated shapes in label order. */
    public static final List<String> SHAPES_CLASSES = Shapes.CLASS_NAMES;

    private static final String BATCHES = "cifar-10-batches-bin";

    /** Levels of single folders around the images that are skipped; archives and copies often add one. */
    private static final int MAX_WRAPPERS = 2;

    /** Fixed, so that results of different jobs are comparable; the seed of a job only changes the order. */
    private static final long SHAPES_SEED = 1;

    /** The first epoch of shapes-drift in which the images are dark. */
    private static final int NIGHTFALL = 10;

    /**
     * Returns the data set of a run without {@code --data}: CIFAR-10, or generated shapes if it cannot be downloaded.
     *
     * @throws IOException if a file cannot be read or written
     */
    public Dataset defaultDataset() throws IOException {
        try {
            return cifar10();
        } catch (UnavailableException e) {
            return shapes(List.of("CIFAR-10 is not in " + folder + " and the download failed: " + e.getMessage()
                    + ". Using generated shapes instead."));
        }
    }

    /**
     * Resolves the value of {@code --data}.
     *
     * @param choice {@code shapes}, {@code shapes-night}, {@code shapes-drift}, {@code cifar10}, a folder, an archive, or a topic for held-out images
     * @throws UnavailableException if {@code choice} is {@code cifar10} and it cannot be downloaded
     * @throws IOException if {@code choice} does not exist or holds no images
     * @throws IllegalArgumentException if {@code choice} starts like the address of a topic but is none
     */
    public Dataset resolve(String choice) throws IOException {
        if (choice.startsWith("kafka:")) {
            TopicImages heldOut = TopicImages.of(KafkaTopic.parse(choice, kafka));
            return new Dataset(choice, choice, heldOut.notices(), Optional.empty(), Optional.of(heldOut));
        }
        return switch (choice) {
            case "shapes" -> shapes(List.of());
            case "shapes-night" -> shapes(choice, 0);
            case "shapes-drift" -> shapes(choice, NIGHTFALL);
            case "cifar10" -> cifar10();
            default -> at(choice);
        };
    }

    private Dataset at(String choice) throws IOException {
        StoragePath path = StoragePath.parse(choice);
        return path.isLocal() ? datasetAt(Path.of(choice)) : datasetCopiedFrom(path);
    }

    private Dataset datasetCopiedFrom(StoragePath source) throws IOException {
        LocalMirror mirror = LocalMirror.of(source);
        String copy = mirror.path(progress).toString();
        Dataset local = datasetAt(Path.of(copy));
        Optional<ImageSet> train =
                local.trainSplit().map(set -> CopiedImages.of(mirror, false, Datasets::datasetAt, set));
        return new Dataset(
                local.name().contains(copy) ? local.name().replace(copy, source.toString()) : "images of " + source,
                source.toString(),
                local.notices().stream()
                        .map(notice -> notice.replace(copy, source.toString()))
                        .toList(),
                train,
                local.isUnsplit()
                        ? train
                        : local.heldOutSplit().map(set -> CopiedImages.of(mirror, true, Datasets::datasetAt, set)));
    }

    private static Dataset datasetAt(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return datasetIn(path);
        } else if (Files.exists(path)) {
            ArchiveFormat.of(path);
            return datasetIn(UnpackedFolder.of(path, ArchiveFormat.folder(path)));
        }
        throw new FileNotFoundException("--data " + path
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

    /** @param night the first epoch in which the images are dark */
    private static Dataset shapes(String name, int night) {
        Dataset day = shapes(List.of());
        return new Dataset(
                name,
                name,
                List.of(),
                day.trainSplit().map(set -> new NightImages(set, night)),
                day.heldOutSplit().map(set -> new NightImages(set, night)));
    }

    private Dataset cifar10() throws IOException {
        Optional<Dataset> present = datasetWithSplits(folder);
        if (present.isPresent()) {
            return present.get();
        }
        Path batches = folder.resolve(BATCHES);
        return datasetIn(UnpackedFolder.of(archive.download(folder, progress), batches));
    }

    private static Dataset datasetIn(UnpackedFolder unpacked) throws IOException {
        Dataset found = datasetIn(unpacked.folder());
        return unpacked.notice().isEmpty() ? found : found.withNotice(unpacked.notice());
    }

    private static Dataset datasetIn(Path folder) throws IOException {
        Optional<Dataset> found = find(folder);
        if (found.isEmpty()) {
            throw noImagesIn(folder);
        }
        return found.get();
    }

    private static Optional<Dataset> find(Path folder) throws IOException {
        return find(folder, MAX_WRAPPERS);
    }

    /** @param wrappers the maximum depth of folders around the images, each the only folder in its parent */
    private static Optional<Dataset> find(Path folder, int wrappers) throws IOException {
        Optional<Dataset> found = datasetWithSplits(folder);
        if (found.isEmpty()) {
            found = FolderLayout.unsplit(folder);
        }
        if (found.isPresent() && !hasOneClass(found.get())) {
            return found;
        }
        List<Path> inside = ImageFileLister.foldersIn(folder, new IgnoredFiles(folder));
        Optional<Dataset> deeper =
                wrappers > 0 && inside.size() == 1 ? find(inside.get(0), wrappers - 1) : Optional.empty();
        return deeper.isPresent() && !hasOneClass(deeper.get()) ? deeper : found;
    }

    /** Whether the data set is unsplit and has one class: its folder may be a wrapper around class folders. */
    private static boolean hasOneClass(Dataset found) throws IOException {
        return found.isUnsplit() && found.train().classNames().size() == 1;
    }

    private static Optional<Dataset> datasetWithSplits(Path folder) throws IOException {
        for (Path candidate : List.of(folder, folder.resolve(BATCHES))) {
            if (CifarFiles.hasTrain(candidate) || CifarFiles.hasHeldOut(candidate)) {
                Optional<ImageSet> train =
                        CifarFiles.hasTrain(candidate) ? Optional.of(CifarFiles.train(candidate)) : Optional.empty();
                Optional<ImageSet> heldOut = CifarFiles.hasHeldOut(candidate)
                        ? Optional.of(CifarFiles.heldOut(candidate))
                        : Optional.empty();
                return Optional.of(
                        new Dataset("CIFAR folder " + candidate, absolute(candidate), List.of(), train, heldOut));
            }
        }
        return Files.isDirectory(folder) ? FolderLayout.split(folder) : Optional.empty();
    }

    private static String absolute(Path folder) {
        return folder.toAbsolutePath().normalize().toString();
    }

    private static IOException noImagesIn(Path folder) throws IOException {
        IgnoredFiles ignored = FolderLayout.ignoredIn(folder);
        return new FileNotFoundException("no images in " + folder
                + ": it should hold data_batch_1.bin …, folders train and test with one folder for each class, or one"
                + " folder for each class, of " + String.join(", ", ImageFormat.suffixes()) + " files"
                + (ignored.isEmpty() ? "" : " (ignored: " + ignored + ")"));
    }
}
