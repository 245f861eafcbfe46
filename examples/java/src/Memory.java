import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** What was sent to one client file: a digest of everything by its name, and where the file was left. */
final class Memory {
    private static final String POINT = "sync_point";

    private final Path path;
    private final Properties kept = new Properties();

    Memory() {
        String name = "file-" + Inputs.given("SILVERFIN_FIRM_ID") + "-" + Inputs.given("SILVERFIN_COMPANY_ID");
        path = Path.of(Inputs.given("CONNECTOR_STATE_DIR"), name + ".properties");
        if (Files.exists(path)) {
            try (var reader = Files.newBufferedReader(path)) {
                kept.load(reader);
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }

    String syncPoint() {
        return kept.getProperty(POINT);
    }

    boolean differs(String name, Object content) {
        return !digest(content).equals(kept.getProperty(name));
    }

    Set<String> names(String kind) {
        return kept.stringPropertyNames().stream().filter(name -> name.startsWith(kind)).collect(Collectors.toSet());
    }

    /** Notes what was sent under a name; null, if it was deleted. */
    void note(String name, Object content) {
        if (content == null) {
            kept.remove(name);
        } else {
            kept.setProperty(name, digest(content));
        }
    }

    void forget() {
        kept.clear();
        save();
    }

    void save(String point) {
        kept.setProperty(POINT, point);
        save();
    }

    /** Whoever is ended in the middle leaves the old file, not half of a new one; nobody else may read it. */
    void save() {
        try {
            var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Path unfinished = Files.createTempFile(path.getParent(), "unfinished", "", mine);
            try (var writer = Files.newBufferedWriter(unfinished)) {
                kept.store(writer, null);
            }
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static String digest(Object content) {
        try {
            byte[] found = MessageDigest.getInstance("SHA-256").digest(Json.write(content).getBytes());
            return HexFormat.of().formatHex(found);
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }
}
