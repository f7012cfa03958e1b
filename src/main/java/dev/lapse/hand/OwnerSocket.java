package dev.lapse.hand;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The files by which hand commands find the owner of a cluster, in a folder of the user's own: {@code NAME.sock}, mode
 * 0600, {@code NAME.lock}, locked as long as the owner lives and holding its process id, {@code NAME.start}, locked
 * while a command brings the cluster up, {@code NAME.log}, what the owner said, and {@code NAME.report}, the folder of
 * the report of this session or of the last one. A lock ends with its process, so
 * a socket beside a free lock is stale.
 */
public final class OwnerSocket {
    public static final String DEFAULT_NAME = "default";

    private final Path folder;
    private final String name;

    /** @throws LapseException when the name cannot be a file's */
    public OwnerSocket(Path folder, String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,30}")) {
            throw new LapseException(Kind.BAD_INPUT, "--name must match [a-z0-9][a-z0-9-]{0,30}, was \"" + name + "\"");
        }
        this.folder = folder;
        this.name = name;
    }

    /** {@code $XDG_RUNTIME_DIR/lapse}, else {@code /run/lapse-UID} where that can be made, else {@code ~/.lapse}. */
    public static Path usualFolder(Map<String, String> environment) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isEmpty() && Files.isWritable(Path.of(runtime))) {
            return Path.of(runtime, "lapse");
        }
        Path home = Path.of(System.getProperty("user.home"));
        try {
            Path run = Path.of("/run/lapse-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            if (Files.isWritable(run) || !Files.exists(run) && Files.isWritable(run.getParent())) {
                return run;
            }
        } catch (IOException | UnsupportedOperationException notLinux) {
            return home.resolve(".lapse");
        }
        return home.resolve(".lapse");
    }

    public String name() {
        return name;
    }

    public Path log() {
        return folder.resolve(name + ".log");
    }

    private Path reportFile() {
        return folder.resolve(name + ".report");
    }

    /** The folder of the report of this session or of the last one, where it is still there. */
    public Optional<Path> lastReport() {
        try {
            return Optional.of(Path.of(Files.readString(reportFile()).strip())).filter(Files::isDirectory);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    void keepReport(Path report) {
        try {
            Files.writeString(reportFile(), report.toAbsolutePath() + "\n");
        } catch (IOException e) {
            throw failure("note where the report is", reportFile(), e);
        }
    }

    Path socket() {
        return folder.resolve(name + ".sock");
    }

    private Path lockFile() {
        return folder.resolve(name + ".lock");
    }

    private Path startFile() {
        return folder.resolve(name + ".start");
    }

    /** How to call a command of this cluster: {@code ./lapse down}, or with {@code --name}. */
    public String command(String command) {
        return "./lapse " + command + (name.equals(DEFAULT_NAME) ? "" : " --name " + name);
    }

    /** Makes the folder, for this user alone. */
    public void prepare() {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw failure("make the folder of the owner's socket", folder, e);
        }
    }

    /**
     * Reserves the name for this process while it starts an owner, until closed: of two that start at once, one is
     * refused before it starts anything.
     *
     * @throws LapseException of kind BAD_INPUT when there is an owner of this name, or another process is starting one
     */
    public HeldName reserve() {
        FileLock lock = lock(startFile())
                .orElseThrow(() -> new LapseException(
                        Kind.BAD_INPUT,
                        "another process is bringing this cluster up; wait for it, or have another cluster beside it:"
                                + " ./lapse up --name OTHER"));
        if (isHeld()) {
            release(lock);
            throw refusal();
        }
        return () -> release(lock);
    }

    /** Whether there is an owner of this name. */
    public boolean isHeld() {
        Optional<FileLock> lock = lock(lockFile());
        lock.ifPresent(OwnerSocket::release);
        return lock.isEmpty();
    }

    /** A held lock; closing it lets go. */
    public interface HeldName extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes the name for this process until closed, and removes a stale socket. */
    HeldName hold() {
        FileLock lock = lock(lockFile()).orElseThrow(this::refusal);
        try {
            FileChannel file = lock.acquiredBy() instanceof FileChannel channel ? channel : null;
            if (file != null) {
                file.truncate(0);
                file.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            }
            Files.deleteIfExists(socket());
        } catch (IOException e) {
            release(lock);
            throw failure("take the name " + name, lockFile(), e);
        }
        return () -> release(lock);
    }

    private LapseException refusal() {
        return new LapseException(
                Kind.BAD_INPUT,
                "a cluster is up already (owner process " + owner().orElse("unknown") + "); stop it first: "
                        + command("down") + "; or have another beside it: ./lapse up --name OTHER");
    }

    /** Listens; the socket is for this user alone. */
    ServerSocketChannel bind() {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket()));
            Files.setPosixFilePermissions(socket(), PosixFilePermissions.fromString("rw-------"));
            return server;
        } catch (IOException e) {
            throw failure("listen", socket(), e);
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(socket());
        } catch (IOException e) {
            throw failure("remove", socket(), e);
        }
    }

    /** Connects if an owner listens. */
    Optional<SocketChannel> tryConnect() {
        try {
            return Optional.of(SocketChannel.open(UnixDomainSocketAddress.of(socket())));
        } catch (IOException noOwner) {
            return Optional.empty();
        }
    }

    /** @throws LapseException when no owner listens; a stale socket is removed */
    SocketChannel connect() {
        Optional<SocketChannel> channel = tryConnect();
        if (channel.isPresent()) {
            return channel.get();
        }
        if (!Files.exists(socket())) {
            throw new LapseException(
                    Kind.BAD_INPUT, "no cluster is up (no " + socket() + "); start one: " + command("up"));
        }
        String owner = owner().orElse("unknown");
        lock(lockFile())
                .ifPresentOrElse(
                        lock -> {
                            remove();
                            release(lock);
                        },
                        () -> {
                            throw new LapseException(
                                    Kind.HARNESS,
                                    "the owner, process " + owner + ", does not answer at " + socket() + "; see "
                                            + log());
                        });
        throw new LapseException(
                Kind.HARNESS,
                "the owner of the cluster, process " + owner + ", is gone without a farewell; its watchdog removes the"
                        + " cluster, and its stale socket " + socket() + " is removed now; what it said is in "
                        + log());
    }

    private Optional<String> owner() {
        try {
            return Optional.of(Files.readString(lockFile()).strip()).filter(text -> !text.isEmpty());
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private Optional<FileLock> lock(Path lockFile) {
        prepare();
        try {
            FileChannel file = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = file.tryLock();
            } catch (OverlappingFileLockException heldHere) {
                lock = null;
            }
            if (lock == null) {
                file.close();
            }
            return Optional.ofNullable(lock);
        } catch (IOException e) {
            throw failure("lock", lockFile, e);
        }
    }

    private static void release(FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new LapseException(Kind.HARNESS, "release a lock: " + e.getMessage(), e);
        }
    }

    private static LapseException failure(String doing, Path file, IOException cause) {
        return new LapseException(Kind.HARNESS, doing + " " + file + ": " + cause, cause);
    }
}
