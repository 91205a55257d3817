// Written by `npm run types` from `python -m etude.server.openapi`.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * About
         * @description What this studio is and where it lies.
         */
        About: {
            /**
             * Installer
             * @description The command that installs it here.
             */
            installer: string;
            /**
             * Language
             * @description The language that this answer's sentences would have had.
             * @enum {string}
             */
            language: "en" | "zh";
            limits: components["schemas"]["Limits"];
            machine: components["schemas"]["Machine"];
            /**
             * Training
             * @description Whether what training needs is installed.
             */
            training: boolean;
            /**
             * Version
             * @description Of Etude. Every answer carries it as ``X-Etude-Version``, too: a page that was loaded from
             *     another version should be loaded anew.
             */
            version: string;
            /**
             * Workspace
             * @description The folder of the workspace.
             */
            workspace: string;
        };
        /**
         * Advice
         * @description What a run's numbers mean.
         */
        Advice: {
            /**
             * Code
             * @description ``memorising by-heart leaking too-early good uncompared unjudged no-pictures``, of music and
             *     writing ``rehearsing unread roomy fluent``; while a job works on it ``begun blurry slowing
             *     settling repeating copying drawing reading calming reciting``.
             */
            code: string;
            /** Details */
            details: {
                [key: string]: number;
            };
            /**
             * Words
             * @description In a sentence, in the language of ``Accept-Language``.
             */
            words: string;
        };
        /**
         * Again
         * @description A work made anew from its recipe.
         */
        Again: {
            /**
             * Differing
             * @description Share of the numbers that differ, 0 to 1; null where only the hash is known.
             */
            differing: number | null;
            /**
             * Largest
             * @description The largest difference, 0 to 255; null where only the hash is known.
             */
            largest: number | null;
            /**
             * Mended
             * @description Whether the work's file was lost or damaged, and is back.
             */
            mended: boolean;
            /**
             * Same
             * @description Whether every bit agrees.
             */
            same: boolean;
            /**
             * Words
             * @description All of it in a sentence, in the language of ``Accept-Language``.
             */
            words: string;
            work: components["schemas"]["Work"];
        };
        /**
         * AnswerCount
         * @description An answer came to its end.
         */
        AnswerCount: {
            /** @description What the server counted; null where it does not. */
            usage: components["schemas"]["TokenCount"] | null;
        };
        /**
         * Attribute
         * @description A column of facts about the items.
         */
        Attribute: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "category" | "number";
            /** Name */
            name: string;
            /**
             * Values
             * @description Names of the categories; none for numbers.
             */
            values: string[];
        };
        /**
         * Blend
         * @description What a model of phrases is asked to sing: so much of each corner, moved along its sliders.
         */
        Blend: {
            /** Corners */
            corners: components["schemas"]["Corner"][];
            /**
             * Key
             * @description Such as ``D minor``; by default likewise.
             */
            key?: string | null;
            /**
             * Metre
             * @description Such as ``3/4``; by default that of the corner that has most of it.
             */
            metre?: string | null;
            /** Model */
            model: string;
            /**
             * Settings
             * @description Sliders by their names.
             */
            settings?: {
                [key: string]: number;
            };
            /**
             * Shares
             * @description How much of each corner; they are made to sum to one.
             */
            shares: number[];
            /**
             * Tempo
             * @description Quarters a minute.
             */
            tempo?: number | null;
        };
        /**
         * Blended
         * @description A phrase; nothing of it is kept.
         */
        Blended: {
            /**
             * Measured
             * @description ``asked`` and ``got`` side by side.
             */
            measured: {
                [key: string]: unknown;
            };
            /**
             * Near
             * @description Of each corner, the share of its symbols that the model can sing back.
             */
            near: number[];
            score: components["schemas"]["Score"];
        };
        /**
         * BrokenDataset
         * @description A dataset that cannot be opened.
         */
        BrokenDataset: {
            /** Id */
            id: string;
            problem: components["schemas"]["Error"];
        };
        /**
         * BrokenModel
         * @description A model file in the workspace that cannot be opened.
         */
        BrokenModel: {
            /** File */
            file: string;
            problem: components["schemas"]["Error"];
        };
        /**
         * BroughtText
         * @description A text that came from a file.
         */
        BroughtText: {
            /**
             * Beginning
             * @description The first lines.
             */
            beginning: string;
            /** Binned */
            binned: string | null;
            /**
             * Changed
             * @description When its newest version was written.
             */
            changed: string;
            /** Characters */
            characters: number;
            /**
             * Created
             * @description ISO 8601 in UTC.
             */
            created: string;
            /**
             * Current
             * @description Id of the version that it shows.
             */
            current: string;
            /** Id */
            id: string;
            /**
             * Name
             * @description The title, else the first line, else the end of the id.
             */
            name: string;
            /**
             * Remarks
             * @description What had to be decided to read it, in words.
             */
            remarks: string[];
            settings: components["schemas"]["TextSettings"];
            /** Title */
            title: string;
            /** Words */
            words: string;
        };
        /**
         * BudgetPart
         * @description What a part of a question takes.
         */
        BudgetPart: {
            /**
             * Name
             * @description In the language of ``Accept-Language``.
             */
            name: string;
            /** Tokens */
            tokens: number;
        };
        /**
         * Candidate
         * @description Something that a model wrote and that nobody has kept yet.
         */
        Candidate: {
            /**
             * Measured
             * @description ``asked`` and ``got`` side by side, and what else was measured.
             */
            measured: {
                [key: string]: unknown;
            };
            score: components["schemas"]["Score"];
            /**
             * Seed
             * @description Asked once more with this seed, the model writes the very same.
             */
            seed: number;
        };
        /**
         * CandidatesSoFar
         * @description What came for a gap until now, the best first.
         */
        CandidatesSoFar: {
            /** Candidates */
            candidates: components["schemas"]["GapWay"][];
            /**
             * Count
             * @description How many were asked for.
             */
            count: number;
            /**
             * Number
             * @description How many answers came.
             */
            number: number;
            /** @description What the server counted; null where it does not. */
            usage: components["schemas"]["TokenCount"] | null;
        };
        /**
         * ChapterAsked
         * @description A story that is to be planned, where it has no outline, or else to get a chapter.
         */
        ChapterAsked: {
            /**
             * Beat
             * @description What happens in it; it takes its place in the outline.
             * @default
             */
            beat?: string;
            /**
             * Budget
             * @description Most tokens of the context that are used; by default all there are.
             */
            budget?: number | null;
            /**
             * Chapter
             * @description Write this one anew; by default the next one.
             */
            chapter?: number | null;
            /**
             * Chapters
             * @description How many are planned.
             * @default 8
             */
            chapters?: number;
            /**
             * Length
             * @description Most tokens of the chapter; by default 1200 or a third of the context.
             */
            length?: number | null;
            /**
             * Model
             * @description Which of the endpoint's models.
             */
            model?: string | null;
            /**
             * More
             * @description Go on with a chapter, by default the last one, instead of beginning one.
             * @default false
             */
            more?: boolean;
            /**
             * Seed
             * @description Each further question has the next one.
             */
            seed?: number | null;
            /** Temperature */
            temperature?: number | null;
            /**
             * Text
             * @description The text that holds it.
             */
            text: string;
            /** Top P */
            top_p?: number | null;
        };
        /**
         * Chat
         * @description What was answered.
         */
        Chat: {
            /**
             * Choices
             * @description Each with `message` (`role`, `content`), `index`, `finish_reason` and `logprobs`.
             */
            choices: {
                [key: string]: unknown;
            }[];
            /** Created */
            created: number;
            /** Id */
            id: string;
            /** Model */
            model: string;
            /**
             * Object
             * @default chat.completion
             * @constant
             */
            object: "chat.completion";
            /**
             * System Fingerprint
             * @description Which model file it was.
             */
            system_fingerprint: string;
            usage: components["schemas"]["Usage"];
        };
        /**
         * ChatAsked
         * @description A conversation that is to go on.
         */
        ChatAsked: {
            /**
             * Frequency Penalty
             * @description The same once more for each time that it was written.
             */
            frequency_penalty?: number | null;
            /**
             * Logprobs
             * @description Say how likely each symbol was.
             */
            logprobs?: boolean | null;
            /**
             * Max Completion Tokens
             * @description The newer name of ``max_tokens``.
             */
            max_completion_tokens?: number | null;
            /**
             * Max Tokens
             * @description Most symbols of each text; 400 where nothing is said.
             */
            max_tokens?: number | null;
            /**
             * Messages
             * @description What was said so far; one under another it is what the text begins with. A last message of
             *     the role ``assistant`` is gone on with on its own line.
             */
            messages: components["schemas"]["ChatMessage"][];
            /**
             * Min P
             * @description Only symbols at least so likely beside the likeliest. Not in the original protocol.
             */
            min_p?: number | null;
            /**
             * Model
             * @description A model of words by its name, as ``GET /v1/models`` lists it.
             */
            model: string;
            /**
             * N
             * @description How many texts.
             */
            n?: number | null;
            /**
             * Presence Penalty
             * @description What is taken from the score of every symbol that was written already; a symbol may be a
             *     letter.
             */
            presence_penalty?: number | null;
            /**
             * Repetition Penalty
             * @description By what the probability of a recent symbol is divided. Not in the original protocol.
             */
            repetition_penalty?: number | null;
            /**
             * Seed
             * @description The same seed gives the same texts, with the same model on the same machine.
             */
            seed?: number | null;
            /**
             * Stop
             * @description Strings that end a text; none is part of it.
             */
            stop?: string | string[] | null;
            /**
             * Stream
             * @description Whether the answer comes piece by piece, as server-sent events.
             */
            stream?: boolean | null;
            /** @description With ``include_usage`` a last chunk says the usage. */
            stream_options?: components["schemas"]["StreamOptions"] | null;
            /**
             * Temperature
             * @description 0 always takes the likeliest symbol; 1, the usual, is as the model learnt it.
             */
            temperature?: number | null;
            /**
             * Top K
             * @description Only so many of the likeliest symbols; 0 for all. Not in the original protocol.
             */
            top_k?: number | null;
            /**
             * Top Logprobs
             * @description Beside so many of the likeliest.
             */
            top_logprobs?: number | null;
            /**
             * Top P
             * @description Only the likeliest symbols that together have this probability.
             */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ChatMessage
         * @description Something that was said.
         */
        ChatMessage: {
            /** Content */
            content?: string | components["schemas"]["TextPart"][] | null;
            /** Role */
            role: string;
        };
        /**
         * Class
         * @description A class and how many items it has.
         */
        Class: {
            /** Items */
            items: number;
            /** Name */
            name: string;
        };
        /**
         * CodeAsked
         * @description A gap in a program that a model of one's own is to fill.
         */
        CodeAsked: {
            /**
             * After
             * @description What stands after it.
             * @default
             */
            after?: string;
            /**
             * Before
             * @description What stands before it.
             */
            before: string;
            /**
             * Count
             * @description How many are written side by side.
             * @default 24
             */
            count?: number;
            /**
             * Most
             * @description Most symbols of each.
             * @default 120
             */
            most?: number;
            /**
             * Python
             * @description Whether it is Python, so that what parses can be told from what does not.
             * @default true
             */
            python?: boolean;
            /**
             * Seed
             * @description The same seed gives the same ways; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Temperature
             * @default 0.7
             */
            temperature?: number;
        };
        /**
         * CodeWritten
         * @description Ways to fill a gap.
         */
        CodeWritten: {
            /**
             * Both
             * @description Whether the model was told what stands after the gap; one that was not trained with gaps is
             *     not.
             */
            both: boolean;
            /**
             * Candidates
             * @description All different ones, the best first.
             */
            candidates: components["schemas"]["GapWay"][];
            /**
             * Recipe
             * @description How they were made.
             */
            recipe: {
                [key: string]: unknown;
            };
        };
        /**
         * Comparison
         * @description What became of a version.
         */
        Comparison: {
            /** Pieces */
            pieces: components["schemas"]["Piece"][];
        };
        /**
         * Completion
         * @description Texts that went on.
         */
        Completion: {
            /**
             * Choices
             * @description Each with `text`, `index`, `finish_reason` (`stop` or `length`) and `logprobs`.
             */
            choices: {
                [key: string]: unknown;
            }[];
            /** Created */
            created: number;
            /** Id */
            id: string;
            /** Model */
            model: string;
            /**
             * Object
             * @default text_completion
             * @constant
             */
            object: "text_completion";
            /**
             * System Fingerprint
             * @description Which model file it was.
             */
            system_fingerprint: string;
            usage: components["schemas"]["Usage"];
        };
        /**
         * CompletionAsked
         * @description A text that is to go on.
         */
        CompletionAsked: {
            /**
             * Frequency Penalty
             * @description The same once more for each time that it was written.
             */
            frequency_penalty?: number | null;
            /**
             * Logprobs
             * @description Say how likely each symbol was, beside so many of the likeliest.
             */
            logprobs?: number | null;
            /**
             * Max Completion Tokens
             * @description The newer name of ``max_tokens``.
             */
            max_completion_tokens?: number | null;
            /**
             * Max Tokens
             * @description Most symbols of each text; 400 where nothing is said.
             */
            max_tokens?: number | null;
            /**
             * Min P
             * @description Only symbols at least so likely beside the likeliest. Not in the original protocol.
             */
            min_p?: number | null;
            /**
             * Model
             * @description A model of words by its name, as ``GET /v1/models`` lists it.
             */
            model: string;
            /**
             * N
             * @description How many texts.
             */
            n?: number | null;
            /**
             * Presence Penalty
             * @description What is taken from the score of every symbol that was written already; a symbol may be a
             *     letter.
             */
            presence_penalty?: number | null;
            /**
             * Prompt
             * @description What the text begins with; it is not repeated. Several prompts give several texts.
             * @default
             */
            prompt?: string | string[];
            /**
             * Repetition Penalty
             * @description By what the probability of a recent symbol is divided. Not in the original protocol.
             */
            repetition_penalty?: number | null;
            /**
             * Seed
             * @description The same seed gives the same texts, with the same model on the same machine.
             */
            seed?: number | null;
            /**
             * Stop
             * @description Strings that end a text; none is part of it.
             */
            stop?: string | string[] | null;
            /**
             * Stream
             * @description Whether the answer comes piece by piece, as server-sent events.
             */
            stream?: boolean | null;
            /** @description With ``include_usage`` a last chunk says the usage. */
            stream_options?: components["schemas"]["StreamOptions"] | null;
            /**
             * Temperature
             * @description 0 always takes the likeliest symbol; 1, the usual, is as the model learnt it.
             */
            temperature?: number | null;
            /**
             * Top K
             * @description Only so many of the likeliest symbols; 0 for all. Not in the original protocol.
             */
            top_k?: number | null;
            /**
             * Top P
             * @description Only the likeliest symbols that together have this probability.
             */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Compose
         * @description Keep what a model of music writes: the candidate with this seed.
         */
        Compose: {
            /**
             * Between
             * @description Of ``fill``: the first bar, from 0, and the one after the last; by default all.
             */
            between?: [
                number,
                number
            ] | null;
            /**
             * Command
             * @constant
             */
            command: "compose";
            /** Model */
            model: string;
            /**
             * Parents
             * @description Works that the piece came from.
             * @default []
             */
            parents?: string[];
            /** @description The piece, for all but ``create``. */
            score?: components["schemas"]["Score"] | null;
            /** Seed */
            seed: number;
            /**
             * Strength
             * @description Of ``vary``: the share of the bars that is written anew.
             */
            strength?: number | null;
            /**
             * Task
             * @enum {string}
             */
            task: "create" | "continue" | "fill" | "harmonise" | "accompany" | "vary";
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Voices
             * @description Of ``fill``: numbers of the parts that are written anew, from 0; by default all.
             */
            voices?: number[] | null;
            wishes?: components["schemas"]["Wishes"];
        };
        /**
         * ComposerModel
         * @description A model of music that can be asked to compose.
         */
        ComposerModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Styles
             * @description It can be asked for these.
             */
            styles: string[];
            title: components["schemas"]["Words"];
        };
        /**
         * Composers
         * @description The models of music.
         */
        Composers: {
            /** Models */
            models: components["schemas"]["ComposerModel"][];
        };
        /**
         * Corner
         * @description A phrase to mix from: one of the model's own by its seed, or two bars of a piece.
         */
        Corner: {
            /**
             * First
             * @description Index of the first of the two bars, from 0; by default the first with a melody.
             */
            first?: number | null;
            /**
             * Part
             * @description Whose melody, from 0; by default that of the first part that has one there.
             */
            part?: number | null;
            score?: components["schemas"]["Score"] | null;
            /** Seed */
            seed?: number | null;
        };
        /**
         * Create
         * @description Make works by chance.
         */
        Create: {
            /**
             * Calm
             * @description 0 is the mean of all pictures, 1 as the model learnt, up to 1.5 is wilder.
             * @default 1
             */
            calm?: number;
            /**
             * Command
             * @constant
             */
            command: "create";
            /**
             * Count
             * @description So many, with the seeds ``seed``, ``seed + 1``, ...
             * @default 1
             */
            count?: number;
            /** Label */
            label?: string | null;
            /** Model */
            model: string;
            /**
             * Seed
             * @description The same seed is the same picture; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /**
             * Size
             * @description Only for a model that paints any size.
             */
            size?: [
                number,
                number
            ] | null;
        };
        /**
         * Crossbreed
         * @description Make children that take something from every parent.
         */
        Crossbreed: {
            /**
             * Command
             * @constant
             */
            command: "crossbreed";
            /**
             * Count
             * @default 1
             */
            count?: number;
            /**
             * Seed
             * @description Decides who gives what; the children have the seeds ``seed``, ``seed + 1``, ...
             */
            seed?: number | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /** Works */
            works: string[];
        };
        /**
         * Dataset
         * @description Imported pictures, music or writing that can be trained on.
         */
        Dataset: {
            /** Attributes */
            attributes: components["schemas"]["Attribute"][];
            /**
             * Bytes
             * @description Room on the disk.
             */
            bytes: number;
            /** Classes */
            classes: components["schemas"]["Class"][];
            /**
             * Created
             * @description ISO 8601 in UTC.
             */
            created: string;
            /**
             * Hash
             * @description SHA-256 over items, classes, attributes and split: the dataset's version.
             */
            hash: string;
            /**
             * Held Out
             * @description Items kept for judging.
             */
            held_out: number;
            /**
             * Id
             * @description Its name, which no other dataset has.
             */
            id: string;
            /** Items */
            items: number;
            /**
             * Medium
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            /** @description Null for music and writing. */
            pictures: components["schemas"]["PictureFacts"] | null;
            rights: components["schemas"]["Rights"];
            /**
             * Train
             * @description Items that training sees.
             */
            train: number;
        };
        /**
         * Datasets
         * @description Every dataset, by name.
         */
        Datasets: {
            /** Broken */
            broken: components["schemas"]["BrokenDataset"][];
            /** Datasets */
            datasets: components["schemas"]["Dataset"][];
        };
        /**
         * Descent
         * @description A line of the family tree.
         */
        Descent: {
            /** Child */
            child: string;
            /** Parent */
            parent: string;
            /**
             * Place
             * @description 0 for the parent that gave the most.
             */
            place: number;
        };
        /**
         * Dial
         * @description One setting of a recipe.
         */
        Dial: {
            about: components["schemas"]["Words"];
            /** Default */
            default: number;
            /** High */
            high: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "whole" | "number" | "switch";
            /**
             * Low
             * @description The ends belong to the range; 0 and 1 for a switch.
             */
            low: number;
            /**
             * Media
             * @description What it means something to.
             */
            media: ("picture" | "music" | "text")[];
            /** Name */
            name: string;
        };
        /**
         * Disk
         * @description Room on the disk of the workspace, in bytes.
         */
        Disk: {
            /**
             * Datasets
             * @description What the datasets take.
             */
            datasets: number;
            /**
             * Free
             * @description What is left.
             */
            free: number;
            /**
             * Models
             * @description What the installed models take.
             */
            models: number;
            /**
             * Runs
             * @description What the training runs take, their checkpoints included.
             */
            runs: number;
            /**
             * Total
             * @description What there is.
             */
            total: number;
            /**
             * Works
             * @description What the gallery takes.
             */
            works: number;
        };
        /**
         * DramaAsked
         * @description A play whose last scene is to go on.
         */
        DramaAsked: {
            /**
             * Budget
             * @description Tokens of the play that are sent, by the fewest they can be.
             * @default 2000
             */
            budget?: number;
            /**
             * Model
             * @description Which of the endpoint's models.
             */
            model?: string | null;
            /**
             * Most
             * @description Most tokens of each speech.
             * @default 120
             */
            most?: number;
            /**
             * Seed
             * @description Each further question has the next one.
             */
            seed?: number | null;
            /**
             * Speeches
             * @default 4
             */
            speeches?: number;
            /** Temperature */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
            /**
             * Who
             * @description Who speaks, in turn; by default the two who spoke last, or else the cast.
             */
            who?: string[];
            /**
             * Words
             * @description All of it.
             */
            words: string;
        };
        /**
         * DramaDone
         * @description A play that went on.
         */
        DramaDone: {
            /**
             * Added
             * @description The new speeches, as they stand in the play.
             */
            added: string[];
            /**
             * Remarks
             * @description What its reader should know, in the language of ``Accept-Language``.
             */
            remarks: string[];
            /** @description What the server counted, over all questions. */
            usage: components["schemas"]["TokenCount"] | null;
            /** @description As the gallery keeps it; null where a story was planned. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * Edit
         * @description Keep music that a hand wrote or changed.
         */
        Edit: {
            /**
             * Command
             * @constant
             */
            command: "edit";
            /**
             * Parents
             * @description Works it came from, the one that gave the most first.
             * @default []
             */
            parents?: string[];
            score: components["schemas"]["Score"];
            /**
             * Suffix
             * @description The format of its file; the recipe holds every note whatever the file can say.
             * @default .mid
             * @enum {string}
             */
            suffix?: ".mid" | ".musicxml" | ".mxl";
            /**
             * Title
             * @description By default the score's own.
             * @default
             */
            title?: string;
        };
        /**
         * Emptied
         * @description What emptying the bin removed.
         */
        Emptied: {
            /**
             * Removed
             * @description Number of works.
             */
            removed: number;
        };
        /**
         * Encoded
         * @description The picture of a model that comes nearest to a photo.
         */
        Encoded: {
            /**
             * Words
             * @description How near it came, honestly, in the language of ``Accept-Language``.
             */
            words: string;
            work: components["schemas"]["Work"];
        };
        /**
         * EndpointAdded
         * @description An endpoint to be written down; nothing is sent to it yet.
         */
        EndpointAdded: {
            /**
             * Key
             * @description Its key, for the system's keyring; it is kept nowhere else.
             */
            key?: string | null;
            /**
             * Key Env
             * @description The environment variable that holds its key.
             */
            key_env?: string | null;
            /**
             * Model
             * @description The model that writes where nobody says another.
             */
            model?: string | null;
            /** Name */
            name: string;
            /**
             * Replace
             * @description Whether it may take the place of one of the same name.
             * @default false
             */
            replace?: boolean;
            /**
             * Url
             * @description Its address, which mostly ends in ``/v1``.
             */
            url: string;
        };
        /**
         * EndpointCard
         * @description What an endpoint was found to be able to do with one of its models.
         */
        EndpointCard: {
            /**
             * At
             * @description When it was asked, ISO 8601 in UTC.
             */
            at: string;
            /**
             * Chat
             * @description Whether it answers a conversation.
             */
            chat: boolean;
            /**
             * Completions
             * @description Whether it goes on with a text.
             */
            completions: boolean;
            /**
             * Context
             * @description How many tokens fit, prompt and answer together; null where it does not say.
             */
            context: number | null;
            /**
             * Logprobs
             * @description Whether it says how likely each token was.
             */
            logprobs: boolean;
            /**
             * Model
             * @description The one that was tried; null where there are several and none was chosen, and then nothing
             *     else is known.
             */
            model: string | null;
            /**
             * Models
             * @description The models it offers.
             */
            models: string[];
            /**
             * Schema
             * @description Whether it can be held to a JSON schema.
             */
            schema: boolean;
            /**
             * Seed
             * @description Whether the same seed gives the same text; null where that could not be told.
             */
            seed: boolean | null;
            /**
             * Source
             * @description Where that number is from.
             */
            source: string;
            /**
             * Streaming
             * @description Whether a text comes piece by piece.
             */
            streaming: boolean;
            /**
             * Usage
             * @description Whether it counts tokens.
             */
            usage: boolean;
        };
        /**
         * Engrave
         * @description A score to be put on paper.
         */
        Engrave: {
            score: components["schemas"]["Score"];
            /**
             * Width
             * @description Of the paper, in tenths of a millimetre.
             * @default 2100
             */
            width?: number;
        };
        /**
         * Engraving
         * @description A score on paper, and when each note of it sounds.
         */
        Engraving: {
            /** Moments */
            moments: components["schemas"]["Moment"][];
            /**
             * Pages
             * @description SVG documents without any styles: what draws them gives lines the colour of their words.
             */
            pages: string[];
        };
        /**
         * Error
         * @description What went wrong and the way out, in the language of ``Accept-Language``.
         */
        Error: {
            /**
             * Code
             * @description ``area.name``: the same in every language, for programs.
             */
            code: string;
            /**
             * Details
             * @description The values that the sentences speak of.
             */
            details: {
                [key: string]: unknown;
            };
            /**
             * Hint
             * @description What can be done about it, in one sentence.
             */
            hint: string;
            /**
             * Message
             * @description What happened, in one sentence.
             */
            message: string;
        };
        /**
         * Family
         * @description What a work came from and what came of it.
         */
        Family: {
            /**
             * Cut
             * @description Whether there are more relatives than were asked for.
             */
            cut: boolean;
            /** Descents */
            descents: components["schemas"]["Descent"][];
            /**
             * Kin
             * @description The oldest generation first.
             */
            kin: components["schemas"]["Kin"][];
            /** Root */
            root: string;
        };
        /**
         * Faults
         * @description Faults of four-part writing, for a hundred chords.
         */
        Faults: {
            /**
             * Chords
             * @description How many chords were looked at.
             */
            chords: number;
            /** Crossings */
            crossings: number;
            /**
             * Fifths
             * @description Parallel ones.
             */
            fifths: number;
            /**
             * Octaves
             * @description Parallel ones, and unisons.
             */
            octaves: number;
            /** Range */
            range: number;
            /** Spacing */
            spacing: number;
        };
        /**
         * Form
         * @description A form of verse.
         */
        Form: {
            /** Aliases */
            aliases: string[];
            /** Id */
            id: string;
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "en";
            names: components["schemas"]["Words"];
            /**
             * Ways
             * @description Each is a whole poem's rule; one of them has to be kept.
             */
            ways: components["schemas"]["FormLine"][][];
        };
        /**
         * FormLine
         * @description A line as a form wants it.
         */
        FormLine: {
            /**
             * Patterns
             * @description Ways to fill its places: 平 仄 中 (either), or / x ? (stressed, unstressed, either).
             */
            patterns: string[];
            /**
             * Repeats
             * @description Whether it says the line before once more.
             */
            repeats: boolean;
            /**
             * Rhyme
             * @description The letter of its rhyme, or nothing.
             */
            rhyme: string;
            /**
             * Stanza
             * @description Whether a stanza ends with it.
             */
            stanza: boolean;
            /**
             * Stop
             * @description What ends it.
             */
            stop: string;
        };
        /**
         * Forms
         * @description The forms of verse that are known.
         */
        Forms: {
            /** Forms */
            forms: components["schemas"]["Form"][];
        };
        /**
         * GapAsked
         * @description A gap in a program that is to be filled.
         */
        GapAsked: {
            /**
             * After
             * @description What stands after it.
             * @default
             */
            after?: string;
            /**
             * Before
             * @description What stands before it.
             */
            before: string;
            /**
             * Count
             * @description How many ways to ask for.
             * @default 3
             */
            count?: number;
            /**
             * Model
             * @description Which of the endpoint's models.
             */
            model?: string | null;
            /**
             * Most
             * @description Most tokens of each way.
             * @default 400
             */
            most?: number;
            /**
             * Python
             * @description Whether it is Python, so that what parses can be told from what does not.
             * @default true
             */
            python?: boolean;
            /**
             * Seed
             * @description Each further question has the next one.
             */
            seed?: number | null;
            /** Temperature */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
        };
        /**
         * GapDone
         * @description A gap that was filled.
         */
        GapDone: {
            /**
             * Candidates
             * @description The best first.
             */
            candidates: components["schemas"]["GapWay"][];
            /**
             * Remarks
             * @description What its reader should know, in the language of ``Accept-Language``.
             */
            remarks: string[];
            /** @description What the server counted, over all questions. */
            usage: components["schemas"]["TokenCount"] | null;
            /** @description As the gallery keeps it; null where a story was planned. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * GapWay
         * @description One way to fill a gap.
         */
        GapWay: {
            /**
             * Cut
             * @description How many lines at its end were left out so that it parses.
             */
            cut: number;
            /**
             * Fault
             * @description Where the whole file does not parse with it, as Python says it; empty where it does, null
             *     where nobody looked.
             */
            fault: string | null;
            /** Text */
            text: string;
        };
        /**
         * ImportReport
         * @description What became of every file of an import.
         */
        ImportReport: {
            /**
             * Facts
             * @description What the items are like, in sentences.
             */
            facts: string[];
            /**
             * Folders
             * @description Sub-folders that could be classes and were not asked for.
             */
            folders: string[];
            /** Found */
            found: number;
            /** Held Out */
            held_out: number;
            /** Kept */
            kept: number;
            /**
             * Lines
             * @description The whole report in sentences, in the language of ``Accept-Language``.
             */
            lines: string[];
            /**
             * Near
             * @description Pairs that are nearly the same; both are kept.
             */
            near: [
                string,
                string
            ][];
            /** Seconds */
            seconds: number;
            /** Skipped */
            skipped: components["schemas"]["Skipped"][];
        };
        /**
         * Invitation
         * @description An address that opens the studio in a browser once.
         */
        Invitation: {
            /**
             * Address
             * @description Holds a token that is good for one visit within ten minutes.
             */
            address: string;
        };
        /**
         * Item
         * @description One item of a dataset, as far as a list shows it.
         */
        Item: {
            /**
             * Begins
             * @description How a text begins; empty for other media.
             */
            begins: string;
            /**
             * File
             * @description Where it came from, and where in that file.
             */
            file: string;
            /** Index */
            index: number;
            /**
             * Title
             * @description Empty where its file says none.
             */
            title: string;
        };
        /**
         * Items
         * @description Some items of a dataset, spread evenly over it.
         */
        Items: {
            /** Items */
            items: components["schemas"]["Item"][];
        };
        /**
         * Job
         * @description Anything long. It survives a closed tab, a restarted server and a killed worker.
         */
        Job: {
            /**
             * Asked
             * @description What it was asked, as in ``POST /api/jobs``.
             */
            asked: {
                [key: string]: unknown;
            };
            /**
             * Attempts
             * @description How often it was begun without coming further; more than once where a worker was killed.
             */
            attempts: number;
            /**
             * Created
             * @description ISO 8601 in UTC, as the two below.
             */
            created: string;
            /**
             * Details
             * @description What it last said about itself.
             */
            details: {
                [key: string]: unknown;
            };
            /** Ended */
            ended: string | null;
            /** @description Why it failed. */
            error: components["schemas"]["Error"] | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "import" | "train" | "render" | "report";
            /**
             * Place
             * @description Its place in the queue; the smallest is next.
             */
            place: number;
            /**
             * Result
             * @description What came of it: ``{work}`` of a render, ``{dataset}`` of an import, ``{model}`` of a
             *     training, ``{model, dataset, report}`` of a report; and more about each.
             */
            result: {
                [key: string]: unknown;
            } | null;
            /**
             * Revision
             * @description Grows with every change of any job.
             */
            revision: number;
            /**
             * Run
             * @description Id of the training run.
             */
            run: string | null;
            /**
             * Share
             * @description The part that is done, 0 to 1.
             */
            share: number;
            /**
             * Stage
             * @description What it does now, as a word of its kind.
             */
            stage: string;
            /** Started */
            started: string | null;
            /**
             * State
             * @description ``forgotten`` is said once, to those who follow the events: it left the list.
             * @enum {string}
             */
            state: "waiting" | "running" | "paused" | "done" | "failed" | "cancelled" | "forgotten";
            /**
             * Title
             * @description What people call it.
             */
            title: string;
            /**
             * Wish
             * @description What a running job was asked to do and will do soon.
             * @enum {string}
             */
            wish: "" | "pause" | "cancel" | "finish";
        };
        /**
         * JobRequest
         * @description A job to put at the end of the queue.
         */
        JobRequest: {
            /**
             * Asked
             * @description Depends on the kind; what cannot be done is refused at once, before it is queued.
             */
            asked: {
                [key: string]: unknown;
            };
            /**
             * Kind
             * @enum {string}
             */
            kind: "import" | "train" | "render" | "report";
            /**
             * Title
             * @default
             */
            title?: string;
        };
        /**
         * Jobs
         * @description Jobs: those at work, those to come in their order, the ended ones, the latest first.
         */
        Jobs: {
            /** Jobs */
            jobs: components["schemas"]["Job"][];
            /**
             * Revision
             * @description Of the latest change; the event stream goes on from here.
             */
            revision: number;
        };
        /**
         * Judgement
         * @description What was measured of a score; null where it does not apply.
         */
        Judgement: {
            /** Bars */
            bars: number;
            /**
             * Density
             * @description How often notes begin, 1 to 8.
             */
            density: number;
            /**
             * Empty Share
             * @description Share of bars in which nothing sounds.
             */
            empty_share: number;
            /**
             * Groove Consistency
             * @description How alike neighbouring bars are in rhythm, 0 to 1.
             */
            groove_consistency: number | null;
            /**
             * Key
             * @description That the notes suggest, such as ``Bb major``.
             */
            key: string | null;
            /**
             * Key Consistency
             * @description Share of sounding time in the scale of the key in force.
             */
            key_consistency: number | null;
            loop: components["schemas"]["Loop"];
            /** Notes */
            notes: number;
            /**
             * Pitch Class Entropy
             * @description In bits, 0 to 3.58.
             */
            pitch_class_entropy: number | null;
            /**
             * Repeated Share
             * @description Share of bars just like one of the four before.
             */
            repeated_share: number;
            /**
             * Scale Consistency
             * @description Largest share of notes in one diatonic scale.
             */
            scale_consistency: number | null;
            voice_leading: components["schemas"]["Faults"] | null;
        };
        /**
         * Kin
         * @description A relative of a work.
         */
        Kin: {
            /**
             * Generation
             * @description 0 for the work itself, below 0 for ancestors, above for descendants.
             */
            generation: number;
            /** Id */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "here" | "binned" | "removed";
            /** @description Null where it was removed for good. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * Label
         * @description A class that a model knows.
         */
        Label: {
            /**
             * Name
             * @description What to ask for.
             */
            name: string;
            title: components["schemas"]["Words"];
        };
        /**
         * Latent
         * @description The space of codes.
         */
        Latent: {
            /**
             * Axes
             * @description K: number of sliders.
             */
            axes: number;
            /**
             * Rows
             * @description L: rows of a code, from coarse to fine.
             */
            rows: number;
            /**
             * Size
             * @description D: numbers in a row.
             */
            size: number;
        };
        /**
         * Limits
         * @description How much may come in by upload.
         */
        Limits: {
            /**
             * File
             * @description Bytes of one file.
             */
            file: number;
            /**
             * Files
             * @description Files of one upload.
             */
            files: number;
            /**
             * Package
             * @description Bytes of a model file.
             */
            package: number;
            /**
             * Photo
             * @description Bytes of a photo that is to be encoded.
             */
            photo: number;
            /**
             * Total
             * @description Bytes of one upload.
             */
            total: number;
        };
        /**
         * Line
         * @description A line of verse as it sounds.
         */
        Line: {
            /** Faults */
            faults: components["schemas"]["Remark"][];
            /** Licences */
            licences: components["schemas"]["Remark"][];
            /**
             * Pattern
             * @description What the form asks for; empty for none.
             */
            pattern: string;
            /**
             * Rhyme
             * @description The letter of its rhyme, or nothing.
             */
            rhyme: string;
            /**
             * Sound
             * @description The rhyme's own name, or nothing.
             */
            sound: string;
            /** Units */
            units: components["schemas"]["Unit"][];
        };
        /**
         * Loop
         * @description A pattern of bars that is heard several times, one right after the other.
         */
        Loop: {
            /**
             * Bar
             * @description Index of its first bar.
             */
            bar: number;
            /**
             * Length
             * @description Of the pattern, in bars.
             */
            length: number;
            /**
             * Times
             * @description How often it is heard; 1 where nothing is repeated.
             */
            times: number;
        };
        /**
         * Machine
         * @description The computer that the server runs on.
         */
        Machine: {
            /**
             * Cores
             * @description Processor cores that may be used.
             */
            cores: number;
            /**
             * Memory
             * @description Bytes of main memory; 0 where the system does not say.
             */
            memory: number;
            /**
             * System
             * @description Operating system and processor, for example ``Linux x86_64``.
             */
            system: string;
        };
        /**
         * Made
         * @description What was made, in the order it was asked for.
         */
        Made: {
            /** Works */
            works: components["schemas"]["Work"][];
        };
        /**
         * Maker
         * @description The model that made a work.
         */
        Maker: {
            /**
             * Id
             * @description Its SHA-256; the model may have left the shelf since.
             */
            id: string;
            /** Name */
            name: string;
            /** Version */
            version: string;
        };
        /**
         * Metrics
         * @description What a run wrote down at each look.
         */
        Metrics: {
            /**
             * Records
             * @description ``seconds``, ``steps``, ``losses`` by name, ``rate``, ``quality`` and more.
             */
            records: {
                [key: string]: unknown;
            }[];
            /**
             * Start
             * @description Index of the first record below; 0 where the run was taken back behind ``since`` and all of
             *     it is sent anew.
             */
            start: number;
            /**
             * Total
             * @description Number of records there are; ask with ``since`` this number next time.
             */
            total: number;
        };
        /**
         * Mix
         * @description Put two works together.
         */
        Mix: {
            /**
             * Blend
             * @description How much of the second these rows hold.
             */
            blend?: number | null;
            /**
             * Command
             * @constant
             */
            command: "mix";
            /**
             * Rows
             * @description Rows of the code taken from the second, 0 the coarsest; by default the finer half.
             */
            rows?: number[] | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /**
             * Works
             * @description The first gives the composition, the second what is finer.
             */
            works: [
                string,
                string
            ];
        };
        /**
         * Model
         * @description A model on the shelf.
         */
        Model: {
            about: components["schemas"]["Words"];
            /**
             * Bundled
             * @description Whether it came with Etude; such a model cannot be removed.
             */
            bundled: boolean;
            /**
             * Bytes
             * @description Size of its file.
             */
            bytes: number;
            /**
             * Channels
             * @description 3 RGB, 4 RGBA.
             * @enum {integer}
             */
            channels: 3 | 4;
            /**
             * Commands
             * @description What it can do: ``generate``, and often ``map`` and ``encode``.
             */
            commands: string[];
            /**
             * Engine
             * @description What it was trained with.
             */
            engine: string;
            /**
             * Forms
             * @description What a model of words was told of its texts, in its own words; none where nobody did.
             */
            forms: string[];
            /**
             * Id
             * @description SHA-256 of its file: the same id is the same model, everywhere.
             */
            id: string;
            /**
             * Labels
             * @description The classes one can ask for; none where it has none.
             */
            labels: components["schemas"]["Label"][];
            /**
             * Licence
             * @description Under which terms it may be used.
             */
            licence: string;
            /**
             * Medium
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            /** Name */
            name: string;
            /** @description Null where nothing was measured. */
            quality: components["schemas"]["Quality"] | null;
            /**
             * Recipe
             * @description The architecture: ``vae``, ``gan``, ``cppn``.
             */
            recipe: string;
            /**
             * Samples
             * @description Names of what it brings to show itself: pictures, texts or pieces of music.
             */
            samples: string[];
            /**
             * Size
             * @description Height and width of its pictures in pixels; null where it paints any size.
             */
            size: [
                number,
                number
            ] | null;
            /** Sliders */
            sliders: components["schemas"]["Slider"][];
            title: components["schemas"]["Words"];
            /** Version */
            version: string;
        };
        /**
         * ModelDetails
         * @description Everything about a model.
         */
        ModelDetails: {
            about: components["schemas"]["Words"];
            /**
             * Bundled
             * @description Whether it came with Etude; such a model cannot be removed.
             */
            bundled: boolean;
            /**
             * Bytes
             * @description Size of its file.
             */
            bytes: number;
            /** @description The model's card in Markdown. */
            card: components["schemas"]["Words"];
            /**
             * Channels
             * @description 3 RGB, 4 RGBA.
             * @enum {integer}
             */
            channels: 3 | 4;
            /**
             * Commands
             * @description What it can do: ``generate``, and often ``map`` and ``encode``.
             */
            commands: string[];
            /**
             * Engine
             * @description What it was trained with.
             */
            engine: string;
            /**
             * Forms
             * @description What a model of words was told of its texts, in its own words; none where nobody did.
             */
            forms: string[];
            /**
             * Graphs
             * @description Inputs and outputs of each command's graph, as the manifest describes them.
             */
            graphs: {
                [key: string]: unknown;
            };
            /**
             * Id
             * @description SHA-256 of its file: the same id is the same model, everywhere.
             */
            id: string;
            /**
             * Labels
             * @description The classes one can ask for; none where it has none.
             */
            labels: components["schemas"]["Label"][];
            latent: components["schemas"]["Latent"];
            /**
             * Licence
             * @description Under which terms it may be used.
             */
            licence: string;
            /**
             * Measures
             * @description The quality report's figures by name: value, floor, ceiling, a word.
             */
            measures: {
                [key: string]: unknown;
            };
            /**
             * Medium
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            /** Name */
            name: string;
            /** @description Null where nothing was measured. */
            quality: components["schemas"]["Quality"] | null;
            /**
             * Recipe
             * @description The architecture: ``vae``, ``gan``, ``cppn``.
             */
            recipe: string;
            /** @description The same figures in words, of the newest report; None where nothing was measured. */
            report: components["schemas"]["ModelReport"] | null;
            /**
             * Samples
             * @description Names of what it brings to show itself: pictures, texts or pieces of music.
             */
            samples: string[];
            /**
             * Settings
             * @description What a model of music can be asked for beside its sliders; none of others.
             */
            settings: components["schemas"]["Setting"][];
            /**
             * Size
             * @description Height and width of its pictures in pixels; null where it paints any size.
             */
            size: [
                number,
                number
            ] | null;
            /** Sliders */
            sliders: components["schemas"]["Slider"][];
            title: components["schemas"]["Words"];
            training: components["schemas"]["Training"];
            /** Version */
            version: string;
        };
        /**
         * ModelFigure
         * @description A number about a model's pictures beside what real and blurred pictures get.
         */
        ModelFigure: {
            /**
             * Ceiling
             * @description Of blurred pictures in their place.
             */
            ceiling: string;
            /**
             * Floor
             * @description Of training pictures in their place; a dash where that has no meaning.
             */
            floor: string;
            /**
             * Key
             * @description Its name in `measures`.
             */
            key: string;
            /** @description What it says, in a sentence. */
            means: components["schemas"]["Words"];
            title: components["schemas"]["Words"];
            /**
             * Value
             * @description Of the model, as one writes it.
             */
            value: string;
            /** @description The judgement in a word. */
            words: components["schemas"]["Words"];
        };
        /**
         * ModelReport
         * @description The newest report on a model: the one it brought, or one that was asked for since.
         */
        ModelReport: {
            /** @description What was compared with what. */
            counts: components["schemas"]["Words"];
            /**
             * Judged
             * @description When it was judged anew, ISO 8601 in UTC; None where the model brought its report.
             */
            judged: string | null;
            /** Measures */
            measures: components["schemas"]["ModelFigure"][];
            verdict: components["schemas"]["Words"];
        };
        /**
         * Models
         * @description The shelf: those of the workspace first, then those that came with Etude.
         */
        Models: {
            /** Broken */
            broken: components["schemas"]["BrokenModel"][];
            /** Models */
            models: components["schemas"]["Model"][];
        };
        /**
         * Moment
         * @description Notes that begin together.
         */
        Moment: {
            /** Milliseconds */
            milliseconds: number;
            /**
             * Notes
             * @description Their ids in the SVG.
             */
            notes: string[];
        };
        /**
         * Move
         * @description Another place in the queue.
         */
        Move: {
            /**
             * Before
             * @description Id of the waiting job that is to come after it; null for the end.
             */
            before?: string | null;
        };
        /**
         * NewText
         * @description A text to begin.
         */
        NewText: {
            /**
             * @default {
             *       "adventure": 0.5,
             *       "kind": "text",
             *       "marks": true,
             *       "rhymes": "pingshui",
             *       "vertical": false
             *     }
             */
            settings?: components["schemas"]["TextSettings"];
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Words
             * @default
             */
            words?: string;
        };
        /**
         * NewVersion
         * @description A text as it is now.
         */
        NewVersion: {
            /**
             * Parent
             * @description The version it was made from: where that is not the one that is shown any more, a branch
             *     begins, and nothing is lost.
             */
            parent: string;
            /**
             * Recipe
             * @description How a model made the change: ``command``, ``model`` (``name version sha256``), ``seed``,
             *     ``settings``; null for a hand.
             */
            recipe?: {
                [key: string]: unknown;
            } | null;
            /**
             * Title
             * @description Null leaves it as it was.
             */
            title?: string | null;
            /** Words */
            words: string;
        };
        /**
         * NewWorks
         * @description The event ``works``: something was made, changed or binned.
         */
        NewWorks: {
            /**
             * Newest
             * @description Id of the newest work.
             */
            newest: string | null;
        };
        /**
         * Opened
         * @description A file of music, read.
         */
        Opened: {
            /**
             * Place
             * @description Which piece of the file it is, such as ``X:12``; empty where there is one.
             */
            place: string;
            /**
             * Remarks
             * @description What had to be decided, in the language of ``Accept-Language``.
             */
            remarks: string[];
            score: components["schemas"]["Score"];
            /**
             * Tunes
             * @description The pieces of the file, by their titles or places; a piece that is damaged is empty.
             */
            tunes: string[];
        };
        /**
         * Paint
         * @description Keep what is on the canvas.
         */
        Paint: {
            /**
             * Calm
             * @description How calm the code was drawn; works that vary this one are drawn so, too.
             * @default 1
             */
            calm?: number;
            /**
             * Code
             * @description The code before its settings move it, calm and mixing in it: base64 of little-endian float32
             *     ``[L, D]``.
             */
            code: string;
            /**
             * Command
             * @constant
             */
            command: "paint";
            /**
             * Gesture
             * @description How it was found, kept as it is: the page puts its position in here, to return to it.
             */
            gesture?: {
                [key: string]: unknown;
            } | null;
            /**
             * Label
             * @description The class that the code was drawn for.
             */
            label?: string | null;
            /** Model */
            model: string;
            /**
             * Parents
             * @description Works it came from.
             * @default []
             */
            parents?: string[];
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /** Size */
            size?: [
                number,
                number
            ] | null;
        };
        /**
         * Part
         * @description One staff of music.
         */
        Part: {
            /**
             * Joined
             * @description Whether it is a further staff of the instrument above.
             */
            joined: boolean;
            /** Name */
            name: string;
            /** Notes */
            notes: [
                number,
                number,
                number,
                number,
                number,
                number | null
            ][];
            /**
             * Program
             * @description General MIDI instrument; -1 for percussion.
             */
            program: number;
        };
        /**
         * PictureFacts
         * @description What only a dataset of pictures has.
         */
        PictureFacts: {
            /**
             * Channels
             * @description 4 where any picture is transparent somewhere.
             * @enum {integer}
             */
            channels: 3 | 4;
            /**
             * Fit
             * @description How whole pictures become squares.
             * @enum {string}
             */
            fit: "cover" | "contain" | "centre";
            /**
             * Pixel Art
             * @description Whether most pictures are small and of few colours.
             */
            pixel_art: boolean;
        };
        /**
         * Piece
         * @description A stretch of two versions that were compared.
         */
        Piece: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "kept" | "removed" | "added";
            /** Text */
            text: string;
        };
        /**
         * Poem
         * @description A text to listen to.
         */
        Poem: {
            /**
             * Form
             * @description Any name of the form it should have; found by its shape where it is null.
             */
            form?: string | null;
            /**
             * Near
             * @description Whether a near rhyme will do in an English poem.
             * @default false
             */
            near?: boolean;
            /**
             * Rhymes
             * @default pingshui
             * @enum {string}
             */
            rhymes?: "pingshui" | "xinyun";
            /** Words */
            words: string;
        };
        /**
         * PoemSoFar
         * @description The best poem until now, before failing lines are asked for anew.
         */
        PoemSoFar: {
            /**
             * Failing
             * @description How many of its lines break the form.
             */
            failing: number;
            /**
             * Round
             * @description From 1.
             */
            round: number;
            /** Rounds */
            rounds: number;
            /**
             * Score
             * @description The share of the form's places that are kept.
             */
            score: number;
            /** Words */
            words: string;
        };
        /**
         * Prosody
         * @description How a text sounds, line by line.
         */
        Prosody: {
            /**
             * Faults
             * @description What breaks the form as a whole.
             */
            faults: components["schemas"]["Remark"][];
            /**
             * Form
             * @description The form it has or should have; null where it has none that is known.
             */
            form: string | null;
            /**
             * Found
             * @description Whether the form was found rather than asked for.
             */
            found: boolean;
            /** Lines */
            lines: components["schemas"]["Line"][];
            names: components["schemas"]["Words"] | null;
            /** Regular */
            regular: boolean;
            /**
             * Score
             * @description The share of the form's places that are kept.
             */
            score: number;
            /**
             * Title
             * @description What stands above the poem and is none of its lines, or nothing.
             */
            title: string;
        };
        /**
         * Quality
         * @description How good the model was measured to be.
         */
        Quality: {
            /**
             * Verdict
             * @description ``good``, ``fair``, ``poor``, ``memorising`` or ``one-note``.
             */
            verdict: string;
            /** @description The same in a sentence. */
            words: components["schemas"]["Words"];
        };
        /**
         * QuestionBudget
         * @description What a question takes of the context, before it is asked.
         */
        QuestionBudget: {
            /** Context */
            context: number;
            /**
             * Counted
             * @description Whether the parts are weighed by what this server counted before, not guessed.
             */
            counted: boolean;
            /**
             * Known
             * @description Whether the context is the server's own word or its owner's, not the usual one.
             */
            known: boolean;
            /**
             * Name
             * @description The same in words, in the language of ``Accept-Language``.
             */
            name: string;
            /**
             * Opening
             * @description Of a chapter at the end of the text: what stands between that end and the words that follow
             *     as `text`. Null for every other question.
             */
            opening: string | null;
            /**
             * Parts
             * @description The last one is the room for the answer.
             */
            parts: components["schemas"]["BudgetPart"][];
            /**
             * Task
             * @enum {string}
             */
            task: "plan" | "memory" | "condense" | "chapter";
            /** Used */
            used: number;
        };
        /**
         * Ready
         * @description The first event of a stream.
         */
        Ready: {
            /**
             * Newest
             * @description Id of the newest work.
             */
            newest: string | null;
            /**
             * Revision
             * @description Of the latest change of a job.
             */
            revision: number;
            /** Version */
            version: string;
        };
        /**
         * Recipe
         * @description A way of learning.
         */
        Recipe: {
            about: components["schemas"]["Words"];
            /** Dials */
            dials: components["schemas"]["Dial"][];
            /**
             * Encodes
             * @description Whether its models take in photos.
             */
            encodes: boolean;
            /**
             * Media
             * @description What its models make, and what it learns from where it needs anything.
             */
            media: ("picture" | "music" | "text")[];
            /** Name */
            name: string;
            /** Needs Data */
            needs_data: boolean;
            title: components["schemas"]["Words"];
        };
        /**
         * Recipes
         * @description What a training job can be asked for.
         */
        Recipes: {
            /** Crops */
            crops: string[];
            /**
             * Device
             * @description What will compute: ``cpu``, ``cuda`` or ``mps``.
             */
            device: string;
            /**
             * Minutes
             * @description The usual time budget.
             */
            minutes: number;
            /** Recipes */
            recipes: components["schemas"]["Recipe"][];
            /** Sizes */
            sizes: number[];
        };
        /**
         * Remark
         * @description A fault, or a licence that was taken.
         */
        Remark: {
            /** Kind */
            kind: string;
            /**
             * Place
             * @description The character or word of the line, from 1; null where the whole line is meant.
             */
            place: number | null;
            /**
             * Words
             * @description In the language of ``Accept-Language``.
             */
            words: string;
        };
        /**
         * Report
         * @description What was measured of a work of words or of music.
         */
        Report: {
            /**
             * Dataset
             * @description Compared with which dataset; null for none.
             */
            dataset: string | null;
            /**
             * Datasets
             * @description The names of all datasets that it may be compared with.
             */
            datasets: string[];
            /** @description Null for music, and for text that is no verse. */
            form: components["schemas"]["ReportForm"] | null;
            /**
             * Medium
             * @enum {string}
             */
            medium: "text" | "music";
            /**
             * Model
             * @description Under which model; null for none.
             */
            model: string | null;
            /** Name */
            name: string;
            /**
             * Notes
             * @description What its reader should know.
             */
            notes: components["schemas"]["Words"][];
            /**
             * Others
             * @description How many works of people stand beside it.
             */
            others: number;
            /** Rows */
            rows: components["schemas"]["ReportRow"][];
            /** @description The longest passage in common with the dataset's training part and where it is from. */
            shared: components["schemas"]["Words"] | null;
        };
        /**
         * ReportFault
         * @description A place where a poem leaves its form.
         */
        ReportFault: {
            /**
             * Line
             * @description From 1; null where the whole poem is meant.
             */
            line: number | null;
            words: components["schemas"]["Words"];
        };
        /**
         * ReportForm
         * @description How a text keeps a form of verse.
         */
        ReportForm: {
            /** Faults */
            faults: components["schemas"]["ReportFault"][];
            /** Form */
            form: string;
            /**
             * Found
             * @description Whether the form was found rather than asked for.
             */
            found: boolean;
            names: components["schemas"]["Words"];
            /** Regular */
            regular: boolean;
        };
        /**
         * ReportRow
         * @description One measure of a work.
         */
        ReportRow: {
            /**
             * Beside
             * @description Lower quartile, median and upper quartile of what people made and no model learnt from.
             */
            beside: [
                number,
                number,
                number
            ] | null;
            /**
             * Kind
             * @description How to show it; a share is from 0 to 1.
             * @enum {string}
             */
            kind: "number" | "share" | "count" | "word";
            /**
             * Name
             * @description The same in every language, for programs.
             */
            name: string;
            /**
             * Value
             * @description Null where it does not apply.
             */
            value: number | string | null;
            words: components["schemas"]["Words"];
        };
        /**
         * Rights
         * @description Whose works these are and what may be done with them; empty where nobody said.
         */
        Rights: {
            /** Author */
            author: string;
            /** Licence */
            licence: string;
            /** Note */
            note: string;
            /** Source */
            source: string;
        };
        /**
         * Run
         * @description A training run, whether it goes on or not.
         */
        Run: {
            advice: components["schemas"]["Advice"];
            /**
             * Budget
             * @description Seconds it may take.
             */
            budget: number;
            /**
             * Config
             * @description Dials that differ from the recipe's own.
             */
            config: {
                [key: string]: unknown;
            };
            /** Crop */
            crop: string;
            /**
             * Dataset
             * @description Id of the dataset; empty where none was needed.
             */
            dataset: string;
            /**
             * Id
             * @description Its name, which its model has, too.
             */
            id: string;
            /**
             * Job
             * @description Id of the job that works on it or waits to.
             */
            job: string | null;
            /**
             * Looks
             * @description Records in ``metrics``.
             */
            looks: number;
            /**
             * Medium
             * @description What it makes.
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            /**
             * Model
             * @description Id of the model that it was packed as last, where that is on the shelf.
             */
            model: string | null;
            /**
             * Nearest
             * @description Whether ``nearest`` shows samples beside the training pictures nearest to them.
             */
            nearest: boolean;
            /**
             * Packed
             * @description Whether it became a model; ``sheet`` shows what it makes.
             */
            packed: boolean;
            /** Recipe */
            recipe: string;
            /**
             * Samples
             * @description When it made something from its fixed seeds: seconds into the run.
             */
            samples: number[];
            /** Seed */
            seed: number;
            /**
             * Size
             * @description Side of the pictures in pixels; 0 where it makes none.
             */
            size: number;
            /**
             * Spent
             * @description Seconds it took so far, as of its last look.
             */
            spent: number;
            /** Steps */
            steps: number;
        };
        /**
         * Runs
         * @description Every run, the latest first.
         */
        Runs: {
            /** Runs */
            runs: components["schemas"]["Run"][];
        };
        /**
         * SaidMessage
         * @description Something that was said in a conversation.
         */
        SaidMessage: {
            /** Content */
            content: string;
            /**
             * Role
             * @enum {string}
             */
            role: "system" | "user" | "assistant";
        };
        /**
         * Score
         * @description A piece of music; 480 ticks are a quarter note.
         */
        Score: {
            /** Chords */
            chords: [
                number,
                number | null,
                string,
                number | null
            ][];
            /** Composer */
            composer: string;
            /** Fermatas */
            fermatas: number[];
            /** Keys */
            keys: [
                number,
                number,
                string
            ][];
            /**
             * Length
             * @description The last bar line.
             */
            length: number;
            /** Metres */
            metres: [
                number,
                number,
                number
            ][];
            /** Parts */
            parts: components["schemas"]["Part"][];
            /**
             * Pickup
             * @description Length of the first bar where it is shorter than its metre, else 0.
             */
            pickup: number;
            /** Tempos */
            tempos: [
                number,
                number
            ][];
            /** Title */
            title: string;
        };
        /**
         * ServedModel
         * @description A model of words.
         */
        ServedModel: {
            /**
             * Created
             * @description When its file was written, in seconds since 1970.
             */
            created: number;
            /**
             * Id
             * @description What requests name it by.
             */
            id: string;
            /**
             * Max Model Len
             * @description How many symbols back it can look; null where its memory is of another kind.
             */
            max_model_len: number | null;
            /**
             * Object
             * @default model
             * @constant
             */
            object: "model";
            /**
             * Owned By
             * @default etude
             */
            owned_by: string;
        };
        /**
         * ServedModels
         * @description The models of words.
         */
        ServedModels: {
            /** Data */
            data: components["schemas"]["ServedModel"][];
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
        };
        /**
         * Setting
         * @description Something that a model of music can be asked for.
         */
        Setting: {
            /**
             * Name
             * @description What to call it in ``settings`` and ``wishes``.
             */
            name: string;
            title: components["schemas"]["Words"];
            /** @description What it can be. */
            values: components["schemas"]["Words"];
        };
        /**
         * Settings
         * @description How somebody likes the page.
         */
        Settings: {
            /**
             * Guided
             * @description Whether the first visit's guidance was seen or skipped.
             * @default false
             */
            guided: boolean;
            /**
             * Language
             * @description ``system`` follows the browser.
             * @default system
             * @enum {string}
             */
            language: "en" | "zh" | "system";
            /**
             * Theme
             * @description ``system`` follows the browser.
             * @default system
             * @enum {string}
             */
            theme: "light" | "dark" | "system";
        };
        /**
         * SettingsChange
         * @description Settings to change; what is left out stays.
         */
        SettingsChange: {
            /** Guided */
            guided?: boolean | null;
            /** Language */
            language?: ("en" | "zh" | "system") | null;
            /** Theme */
            theme?: ("light" | "dark" | "system") | null;
        };
        /**
         * Shown
         * @description The version that is to be shown.
         */
        Shown: {
            /** Version */
            version: string;
        };
        /**
         * Sketch
         * @description Candidates, none of which is kept.
         */
        Sketch: {
            /**
             * Between
             * @description Of ``fill``: the first bar, from 0, and the one after the last; by default all.
             */
            between?: [
                number,
                number
            ] | null;
            /**
             * Count
             * @description So many, with the seeds ``seed``, ``seed + 1``, ...
             * @default 1
             */
            count?: number;
            /** Model */
            model: string;
            /** @description The piece, for all but ``create``. */
            score?: components["schemas"]["Score"] | null;
            /**
             * Seed
             * @description The same seed is the same notes; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Strength
             * @description Of ``vary``: the share of the bars that is written anew.
             */
            strength?: number | null;
            /**
             * Task
             * @enum {string}
             */
            task: "create" | "continue" | "fill" | "harmonise" | "accompany" | "vary";
            /**
             * Voices
             * @description Of ``fill``: numbers of the parts that are written anew, from 0; by default all.
             */
            voices?: number[] | null;
            wishes?: components["schemas"]["Wishes"];
        };
        /**
         * Sketched
         * @description Candidates to compare.
         */
        Sketched: {
            /** Candidates */
            candidates: components["schemas"]["Candidate"][];
        };
        /**
         * Skipped
         * @description A file, or a part of one, that is not in the dataset.
         */
        Skipped: {
            /** Code */
            code: string;
            /** File */
            file: string;
            /** Reason */
            reason: string;
        };
        /**
         * Slider
         * @description A direction in a model's space of codes: adding ``value * axis`` to a code moves along it.
         */
        Slider: {
            /**
             * Changes
             * @description What one unit was measured to change.
             */
            changes: {
                [key: string]: number;
            };
            /**
             * High
             * @description The same on the other side, 0 or more.
             */
            high: number;
            /**
             * Kind
             * @description Learnt from a table of attributes, or found by looking.
             * @enum {string}
             */
            kind: "attribute" | "found";
            /**
             * Low
             * @description Where pictures begin to break on one side, 0 or less.
             */
            low: number;
            /**
             * Name
             * @description What to call it in ``settings``.
             */
            name: string;
            title: components["schemas"]["Words"];
        };
        /**
         * SpeechAsked
         * @description A play in which somebody is to speak.
         */
        SpeechAsked: {
            /**
             * Adventure
             * @description 0 is careful, 1 is wild.
             */
            adventure?: number | null;
            /**
             * Budget
             * @description Most symbols of the play that are read.
             * @default 2000
             */
            budget?: number;
            /**
             * Count
             * @default 3
             */
            count?: number;
            /**
             * Loop
             * @description How strongly is held back what goes on with 16 symbols that came before; 0 for not at all.
             */
            loop?: number | null;
            /**
             * Min P
             * @description Only symbols at least this likely beside the likeliest.
             */
            min_p?: number | null;
            /**
             * Most
             * @description Most symbols of each speech.
             * @default 120
             */
            most?: number;
            /**
             * Repetition
             * @description By what the probability of the last 64 symbols is divided; 1 leaves it.
             */
            repetition?: number | null;
            /**
             * Seed
             * @description The same seed gives the same words; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Temperature
             * @description 1 is as the model learnt it, less is calmer.
             */
            temperature?: number | null;
            /**
             * Top K
             * @description Only so many of the likeliest symbols; 0 for all.
             */
            top_k?: number | null;
            /**
             * Top P
             * @description Only the likeliest symbols that together have this probability.
             */
            top_p?: number | null;
            /**
             * Who
             * @description Who; by default whose turn it is.
             */
            who?: string | null;
            /**
             * Words
             * @description All of it.
             */
            words: string;
        };
        /**
         * SpeechDone
         * @description A speech, as it stands in the play; it takes the place of the `text` of its turn.
         */
        SpeechDone: {
            /** Text */
            text: string;
        };
        /**
         * Speeches
         * @description What somebody may say next, each with the name above it.
         */
        Speeches: {
            /**
             * Parts
             * @description How many there are.
             */
            parts: number;
            /**
             * Read
             * @description How many speeches and directions of the play the model read.
             */
            read: number;
            /**
             * Recipe
             * @description How they were made.
             */
            recipe: {
                [key: string]: unknown;
            };
            /** Speaker */
            speaker: string;
            /** Suggestions */
            suggestions: components["schemas"]["Suggestion"][];
        };
        /**
         * StoryDone
         * @description A story that was planned or got a chapter; its text has a new version.
         */
        StoryDone: {
            /**
             * Chapter
             * @description Null where it was planned.
             */
            chapter: number | null;
            /**
             * Remarks
             * @description What its reader should know, in the language of ``Accept-Language``.
             */
            remarks: string[];
            /** @description What the server counted, over all questions. */
            usage: components["schemas"]["TokenCount"] | null;
            /**
             * Version
             * @description The one that the text shows now.
             */
            version: string;
            /** @description As the gallery keeps it; null where a story was planned. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * StreamOptions
         * @description How a stream goes on.
         */
        StreamOptions: {
            /**
             * Include Usage
             * @default false
             */
            include_usage?: boolean;
        };
        /**
         * Suggesting
         * @description A text that wants its next line.
         */
        Suggesting: {
            /**
             * Acrostic
             * @description Of a Chinese form: the first characters of its lines.
             */
            acrostic?: string | null;
            /**
             * Adventure
             * @description 0 is careful, 1 is wild.
             */
            adventure?: number | null;
            /**
             * Count
             * @default 3
             */
            count?: number;
            /**
             * Form
             * @description A form of verse by any of its names, or a kind of text that the model was told of.
             */
            form?: string | null;
            /**
             * Loop
             * @description How strongly is held back what goes on with 16 symbols that came before; 0 for not at all.
             */
            loop?: number | null;
            /**
             * Min P
             * @description Only symbols at least this likely beside the likeliest.
             */
            min_p?: number | null;
            /**
             * Repetition
             * @description By what the probability of the last 64 symbols is divided; 1 leaves it.
             */
            repetition?: number | null;
            /**
             * Rhyme
             * @description Of a form: the rhyme.
             */
            rhyme?: string | null;
            /**
             * Rhymes
             * @description Of a Chinese form: the rhyme book.
             */
            rhymes?: ("pingshui" | "xinyun") | null;
            /**
             * Script
             * @description Chinese characters to show it in.
             */
            script?: ("traditional" | "simplified") | null;
            /**
             * Seed
             * @description The same seed gives the same words; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Temperature
             * @description 1 is as the model learnt it, less is calmer.
             */
            temperature?: number | null;
            /**
             * Text
             * @description What stands there already; in a form, the poem alone, in whole lines.
             * @default
             */
            text?: string;
            /**
             * Times
             * @description Stanzas of a ballad, lines of blank verse.
             */
            times?: number | null;
            /**
             * Title
             * @description What it is about.
             */
            title?: string | null;
            /**
             * Top K
             * @description Only so many of the likeliest symbols; 0 for all.
             */
            top_k?: number | null;
            /**
             * Top P
             * @description Only the likeliest symbols that together have this probability.
             */
            top_p?: number | null;
            /**
             * Way
             * @description Of a Chinese form with several patterns: which of them, from 1; a song has the first.
             */
            way?: number | null;
        };
        /**
         * Suggestion
         * @description A line that a text may go on with.
         */
        Suggestion: {
            /**
             * Bits
             * @description How surprising it is to the model, in bits for each symbol.
             */
            bits: number;
            /** Words */
            words: string;
        };
        /**
         * Suggestions
         * @description Lines to choose from, the likeliest first; none after the last line of a form.
         */
        Suggestions: {
            /**
             * Recipe
             * @description How they were made.
             */
            recipe: {
                [key: string]: unknown;
            };
            /** Suggestions */
            suggestions: components["schemas"]["Suggestion"][];
        };
        /**
         * TaleAsked
         * @description A story that is to go on.
         */
        TaleAsked: {
            /**
             * Adventure
             * @description 0 is careful, 1 is wild.
             */
            adventure?: number | null;
            /**
             * Budget
             * @description Most symbols of the end of the story that are read.
             * @default 1000
             */
            budget?: number;
            /**
             * Chapter
             * @description Write this one anew; by default the next one.
             */
            chapter?: number | null;
            /**
             * Length
             * @description Most symbols that are written.
             * @default 400
             */
            length?: number;
            /**
             * Loop
             * @description How strongly is held back what goes on with 16 symbols that came before; 0 for not at all.
             */
            loop?: number | null;
            /**
             * Min P
             * @description Only symbols at least this likely beside the likeliest.
             */
            min_p?: number | null;
            /**
             * More
             * @description Go on with a chapter, by default the last one, instead of beginning one.
             * @default false
             */
            more?: boolean;
            /**
             * Repetition
             * @description By what the probability of the last 64 symbols is divided; 1 leaves it.
             */
            repetition?: number | null;
            /**
             * Seed
             * @description The same seed gives the same words; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Temperature
             * @description 1 is as the model learnt it, less is calmer.
             */
            temperature?: number | null;
            /**
             * Text
             * @description The text that holds it.
             */
            text: string;
            /**
             * Top K
             * @description Only so many of the likeliest symbols; 0 for all.
             */
            top_k?: number | null;
            /**
             * Top P
             * @description Only the likeliest symbols that together have this probability.
             */
            top_p?: number | null;
        };
        /**
         * TaleDone
         * @description A story that went on; its text has a new version.
         */
        TaleDone: {
            /** Chapter */
            chapter: number;
            /**
             * Version
             * @description The one that the text shows now.
             */
            version: string;
            /** @description What a reader reads, as the gallery keeps it. */
            work: components["schemas"]["Work"];
        };
        /**
         * TalePassage
         * @description What a model reads of a story before it writes.
         */
        TalePassage: {
            /**
             * Number
             * @description Of the chapter.
             */
            number: number;
            /**
             * Opening
             * @description Of a chapter at the end of the text: what stands between that end and the words that follow
             *     as `text`. Null for every other one.
             */
            opening: string | null;
            /**
             * Read
             * @description Symbols of its end.
             */
            read: number;
            /**
             * Room
             * @description Most symbols that are written.
             */
            room: number;
            /**
             * Whole
             * @description How many it has.
             */
            whole: number;
        };
        /**
         * Text
         * @description A text as it is now.
         */
        Text: {
            /**
             * Beginning
             * @description The first lines.
             */
            beginning: string;
            /** Binned */
            binned: string | null;
            /**
             * Changed
             * @description When its newest version was written.
             */
            changed: string;
            /** Characters */
            characters: number;
            /**
             * Created
             * @description ISO 8601 in UTC.
             */
            created: string;
            /**
             * Current
             * @description Id of the version that it shows.
             */
            current: string;
            /** Id */
            id: string;
            /**
             * Name
             * @description The title, else the first line, else the end of the id.
             */
            name: string;
            settings: components["schemas"]["TextSettings"];
            /** Title */
            title: string;
            /** Words */
            words: string;
        };
        /**
         * TextChange
         * @description How a text is set; its words change by new versions alone.
         */
        TextChange: {
            settings: components["schemas"]["TextSettings"];
        };
        /**
         * TextDone
         * @description A text that came to its end.
         */
        TextDone: {
            /**
             * Finish
             * @description ``stop``, ``length``, ``cancelled`` or another word of the server.
             */
            finish: string;
            /** Model */
            model: string;
            /**
             * Remarks
             * @description What its reader should know, in the language of ``Accept-Language``.
             */
            remarks: string[];
            /**
             * Text
             * @description All that was written.
             */
            text: string;
            usage: components["schemas"]["TokenCount"] | null;
            /** @description As it is kept in the gallery; null where it was not to be kept or nothing came. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * TextPart
         * @description A part of a message; only text can be read.
         */
        TextPart: {
            /** Text */
            text: string;
            /**
             * Type
             * @constant
             */
            type: "text";
        };
        /**
         * TextPiece
         * @description A piece of a text that is being written.
         */
        TextPiece: {
            /** Text */
            text: string;
        };
        /**
         * TextSettings
         * @description What form a text has, and how it is set and written on.
         */
        TextSettings: {
            /**
             * Adventure
             * @description How freely the partner writes; a server elsewhere knows temperature and ``top_p`` alone.
             * @default 0.5
             */
            adventure?: number;
            /**
             * Endpoint
             * @description The partner, where it is a server elsewhere; its name.
             */
            endpoint?: string | null;
            /**
             * Form
             * @description The id of a form of verse; null for any other text.
             */
            form?: string | null;
            /**
             * Kind
             * @description What a server elsewhere is asked for.
             * @default text
             * @enum {string}
             */
            kind?: "text" | "verse" | "drama" | "story" | "code";
            /**
             * Loop
             * @description How strongly is held back what goes on with 16 symbols that came before; 0 for not at all.
             */
            loop?: number | null;
            /**
             * Marks
             * @description Whether tones, stresses and rhymes are marked.
             * @default true
             */
            marks?: boolean;
            /**
             * Min P
             * @description Only symbols at least this likely beside the likeliest.
             */
            min_p?: number | null;
            /**
             * Model
             * @description The partner, where it is a model.
             */
            model?: string | null;
            /**
             * Repetition
             * @description By what the probability of the last 64 symbols is divided; 1 leaves it.
             */
            repetition?: number | null;
            /**
             * Rhymes
             * @description The rhyme book of a Chinese form.
             * @default pingshui
             * @enum {string}
             */
            rhymes?: "pingshui" | "xinyun";
            /**
             * Temperature
             * @description 1 is as the model learnt it, less is calmer.
             */
            temperature?: number | null;
            /**
             * Top K
             * @description Only so many of the likeliest symbols; 0 for all.
             */
            top_k?: number | null;
            /**
             * Top P
             * @description Only the likeliest symbols that together have this probability.
             */
            top_p?: number | null;
            /**
             * Vertical
             * @description Whether it is set in columns from right to left.
             * @default false
             */
            vertical?: boolean;
            /**
             * Way
             * @description Of a Chinese form with several patterns: which of them, from 1; null as usual.
             */
            way?: number | null;
        };
        /**
         * TextSummary
         * @description A text in a list.
         */
        TextSummary: {
            /**
             * Beginning
             * @description The first lines.
             */
            beginning: string;
            /** Binned */
            binned: string | null;
            /**
             * Changed
             * @description When its newest version was written.
             */
            changed: string;
            /** Characters */
            characters: number;
            /**
             * Created
             * @description ISO 8601 in UTC.
             */
            created: string;
            /** Id */
            id: string;
            /**
             * Name
             * @description The title, else the first line, else the end of the id.
             */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * Texts
         * @description Texts, the one that was written in last first.
         */
        Texts: {
            /** Texts */
            texts: components["schemas"]["TextSummary"][];
            /** Total */
            total: number;
        };
        /**
         * TokenCount
         * @description What a server counted.
         */
        TokenCount: {
            /** Read */
            read: number;
            /** Written */
            written: number;
        };
        /**
         * Told
         * @description What a file says of how it was made.
         */
        Told: {
            /** @description Who made it, whether it is on the shelf or not. */
            model: components["schemas"]["Maker"] | null;
            /**
             * Recipe
             * @description Null where it carries none.
             */
            recipe: {
                [key: string]: unknown;
            } | null;
            /** @description The work in the gallery that has this very recipe. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * Training
         * @description How the model came to be.
         */
        Training: {
            /**
             * Dataset
             * @description Hash of the dataset; empty where none was needed.
             */
            dataset: string;
            /** Device */
            device: string;
            /**
             * Items
             * @description Pictures it learnt from.
             */
            items: number;
            /** Minutes */
            minutes: number;
            /**
             * Rights
             * @description Who made them, and under which licence.
             */
            rights: string;
            /** Seed */
            seed: number;
            /** Settings */
            settings: {
                [key: string]: unknown;
            };
            /** Steps */
            steps: number;
        };
        /**
         * Turn
         * @description Somebody in a play is about to speak; the words follow as `text`.
         */
        Turn: {
            /**
             * Number
             * @description Of the speech, from 1.
             */
            number: number;
            /**
             * Opening
             * @description What stands before them.
             */
            opening: string;
            /**
             * Parts
             * @description How many it has.
             */
            parts: number;
            /**
             * Sent
             * @description How many speeches and directions of the play were sent.
             */
            sent: number;
            /** Speeches */
            speeches: number;
        };
        /**
         * Unit
         * @description A character (Chinese) or a word (English) as it sounds.
         */
        Unit: {
            /** End */
            end: number;
            /**
             * Mark
             * @description 平 仄 中 ?, or a letter for each syllable: / stressed, x not.
             */
            mark: string;
            /**
             * Start
             * @description Where it begins, in UTF-16 units, as browsers count; -1 where it is not found.
             */
            start: number;
        };
        /**
         * Upload
         * @description A folder of files on its way in.
         */
        Upload: {
            /**
             * Bytes
             * @description Of those files.
             */
            bytes: number;
            /**
             * Files
             * @description Files that are here, whole.
             */
            files: number;
            /** Id */
            id: string;
        };
        /**
         * UploadPlan
         * @description What is going to be uploaded, so that too much is refused before anything is sent.
         */
        UploadPlan: {
            /** Bytes */
            bytes: number;
            /** Files */
            files: number;
            /**
             * Name
             * @description What the dataset is to be called, where one is to come of it.
             */
            name?: string | null;
        };
        /**
         * Uploaded
         * @description A file that has arrived, whole.
         */
        Uploaded: {
            /** Bytes */
            bytes: number;
            /**
             * Name
             * @description Under which the import's report will speak of it.
             */
            name: string;
            upload: components["schemas"]["Upload"];
        };
        /**
         * Usage
         * @description How many symbols were read and written.
         */
        Usage: {
            /** Completion Tokens */
            completion_tokens: number;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Total Tokens */
            total_tokens: number;
        };
        /**
         * Vary
         * @description Make works near to a work.
         */
        Vary: {
            /**
             * Command
             * @constant
             */
            command: "vary";
            /**
             * Count
             * @default 1
             */
            count?: number;
            /** Seed */
            seed?: number | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /**
             * Strength
             * @description 0 changes nothing, 1 gives something new altogether.
             * @default 0.3
             */
            strength?: number;
            /**
             * Work
             * @example 01JD3K9QWZ2M5X8C4MT0R5RX1Y
             */
            work: string;
        };
        /**
         * VerseAsked
         * @description A poem that is to keep its form.
         */
        VerseAsked: {
            /**
             * Form
             * @description Any name of a form of Chinese or English verse.
             */
            form: string;
            /**
             * Model
             * @description Which of the endpoint's models.
             */
            model?: string | null;
            /**
             * Rhymes
             * @default pingshui
             * @enum {string}
             */
            rhymes?: "pingshui" | "xinyun";
            /**
             * Rounds
             * @description How often failing lines are asked for anew at most.
             * @default 4
             */
            rounds?: number;
            /**
             * Seed
             * @description Each further question has the next one.
             */
            seed?: number | null;
            /**
             * Subject
             * @description What it is about, or what else is wished.
             * @default
             */
            subject?: string;
            /** Temperature */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
        };
        /**
         * VerseDone
         * @description A poem that came to its end.
         */
        VerseDone: {
            prosody: components["schemas"]["Prosody"];
            /**
             * Remarks
             * @description What its reader should know, in the language of ``Accept-Language``.
             */
            remarks: string[];
            /** @description What the server counted, over all questions. */
            usage: components["schemas"]["TokenCount"] | null;
            /** Words */
            words: string;
            /** @description As the gallery keeps it; null where a story was planned. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * Version
         * @description A text as it was at one moment.
         */
        Version: {
            /**
             * By
             * @description The name of the model that made the change; null for a hand.
             */
            by: string | null;
            /**
             * Change
             * @description Characters more than the version it was made from, or fewer.
             */
            change: number;
            /** Characters */
            characters: number;
            /** Created */
            created: string;
            /** Id */
            id: string;
            /** Parent */
            parent: string | null;
            /**
             * Recipe
             * @description How the model made it.
             */
            recipe: {
                [key: string]: unknown;
            };
            /** Title */
            title: string;
        };
        /**
         * VersionWords
         * @description A version with its words.
         */
        VersionWords: {
            /**
             * By
             * @description The name of the model that made the change; null for a hand.
             */
            by: string | null;
            /**
             * Change
             * @description Characters more than the version it was made from, or fewer.
             */
            change: number;
            /** Characters */
            characters: number;
            /** Created */
            created: string;
            /** Id */
            id: string;
            /** Parent */
            parent: string | null;
            /**
             * Recipe
             * @description How the model made it.
             */
            recipe: {
                [key: string]: unknown;
            };
            /** Title */
            title: string;
            /** Words */
            words: string;
        };
        /**
         * Versions
         * @description What a text went through, the oldest first.
         */
        Versions: {
            /** Current */
            current: string;
            /** Versions */
            versions: components["schemas"]["Version"][];
        };
        /**
         * Wishes
         * @description How it is to be; what is left out is left to the model, or stays as it is in the piece.
         */
        Wishes: {
            /**
             * Adventure
             * @description 0 (careful) to 1 (wild).
             */
            adventure?: number | null;
            /**
             * Bars
             * @description How many are written, 1 to 128: of ``create`` and ``continue``.
             */
            bars?: number | null;
            /**
             * Density
             * @description 1, sparse, to 8, dense.
             */
            density?: number | null;
            /**
             * Key
             * @description Such as ``D minor``.
             */
            key?: string | null;
            /**
             * Leading
             * @description ``strict`` for four voices without parallels and crossings, or ``free``.
             */
            leading?: string | null;
            /**
             * Metre
             * @description Such as ``3/4``.
             */
            metre?: string | null;
            /**
             * Min P
             * @description The same, 0 to 0.5.
             */
            min_p?: number | null;
            /**
             * Parts
             * @description Of ``create``: ``melody``, ``choir``, ``piano`` or ``song``.
             */
            parts?: string | null;
            /**
             * Range
             * @description The lowest and the highest pitch, such as ``C4-A5``.
             */
            range?: string | null;
            /**
             * Scale
             * @description ``strict`` for no notes but those of the scale, or ``free``.
             */
            scale?: string | null;
            /**
             * Style
             * @description One of the model's.
             */
            style?: string | null;
            /**
             * Temperature
             * @description In the place of what ``adventure`` means, 0.1 to 2.
             */
            temperature?: number | null;
            /**
             * Tempo
             * @description Quarters a minute, 20 to 320.
             */
            tempo?: number | null;
            /**
             * Top P
             * @description The same, 0.1 to 1.
             */
            top_p?: number | null;
            /**
             * Tries
             * @description So many are written, and the best is kept, 1 to 16.
             */
            tries?: number | null;
        };
        /**
         * Words
         * @description A name or a sentence in both languages, so that a page can change its tongue at once.
         */
        Words: {
            /**
             * En
             * @description In English.
             */
            en: string;
            /**
             * Zh
             * @description In Chinese; the same as in English where nobody wrote it.
             */
            zh: string;
        };
        /**
         * Work
         * @description One result, with the recipe of its making.
         */
        Work: {
            /**
             * Binned
             * @description Since when it lies in the bin, ISO 8601 in UTC; null outside it.
             */
            binned: string | null;
            /**
             * Bytes
             * @description Of its file.
             */
            bytes: number;
            /**
             * Command
             * @description What was asked: ``create vary mix crossbreed morph encode paint edit`` ...
             */
            command: string;
            /**
             * Created
             * @description ISO 8601 in UTC.
             */
            created: string;
            /**
             * Facts
             * @description What was measured while it was made.
             */
            facts: {
                [key: string]: unknown;
            };
            /**
             * Frames
             * @description 1 for a still picture.
             */
            frames: number;
            /**
             * Height
             * @description In pixels; of a text, how many lines it has; of music, its parts.
             */
            height: number;
            /**
             * Id
             * @description 26 characters; ids sort by the time of making.
             */
            id: string;
            /**
             * Medium
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            model: components["schemas"]["Maker"];
            /**
             * Parents
             * @description Ids of the works it came from, the one that gave the most first.
             */
            parents: string[];
            /**
             * Recipe
             * @description All it takes to make it once more.
             */
            recipe: {
                [key: string]: unknown;
            };
            /**
             * Sha256
             * @description Of its file.
             */
            sha256: string;
            /**
             * Short
             * @description The end of the id, as people write it.
             */
            short: string;
            /** Starred */
            starred: boolean;
            /**
             * Suffix
             * @description Format of its file, for example ``.png``.
             */
            suffix: string;
            /** Tags */
            tags: string[];
            /** Title */
            title: string;
            /**
             * Width
             * @description In pixels; of a text, the characters of its longest line; of music, its bars.
             */
            width: number;
        };
        /**
         * WorkChange
         * @description What people may change of a work; what is left out stays.
         */
        WorkChange: {
            /** Starred */
            starred?: boolean | null;
            /** Tags */
            tags?: string[] | null;
            /** Title */
            title?: string | null;
        };
        /**
         * Works
         * @description Works, the newest first.
         */
        Works: {
            /**
             * Next
             * @description Ask with ``before`` this id for the next page; null at the end.
             */
            next: string | null;
            /**
             * Total
             * @description How many there are under these filters, on all pages.
             */
            total: number;
            /** Works */
            works: components["schemas"]["Work"][];
        };
        /**
         * WriteAsked
         * @description A text to be written: either a `prompt` to go on with or the `messages` of a conversation.
         */
        WriteAsked: {
            /**
             * Keep
             * @description Whether the text becomes a work in the gallery.
             * @default true
             */
            keep?: boolean;
            /** Messages */
            messages?: components["schemas"]["SaidMessage"][] | null;
            /**
             * Model
             * @description Which of the endpoint's models.
             */
            model?: string | null;
            /**
             * Most
             * @description Most tokens.
             * @default 400
             */
            most?: number;
            /** Prompt */
            prompt?: string | null;
            /** Seed */
            seed?: number | null;
            /**
             * Stop
             * @description Strings that end the text.
             */
            stop?: string[];
            /**
             * System
             * @description What to tell a model of conversations beforehand.
             * @default
             */
            system?: string;
            /** Temperature */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
        };
        /**
         * Writing
         * @description A text to go on with.
         */
        Writing: {
            /**
             * Acrostic
             * @description Of a Chinese form: the first characters of its lines.
             */
            acrostic?: string | null;
            /**
             * Adventure
             * @description 0 is careful, 1 is wild.
             */
            adventure?: number | null;
            /**
             * Form
             * @description A form of verse by any of its names, or a kind of text that the model was told of.
             */
            form?: string | null;
            /**
             * Length
             * @description Most symbols; a form has its own length.
             */
            length?: number | null;
            /**
             * Loop
             * @description How strongly is held back what goes on with 16 symbols that came before; 0 for not at all.
             */
            loop?: number | null;
            /**
             * Min P
             * @description Only symbols at least this likely beside the likeliest.
             */
            min_p?: number | null;
            /**
             * Prompt
             * @description What it goes on from; it is not said again.
             */
            prompt?: string | null;
            /**
             * Repetition
             * @description By what the probability of the last 64 symbols is divided; 1 leaves it.
             */
            repetition?: number | null;
            /**
             * Rhyme
             * @description Of a form: the rhyme.
             */
            rhyme?: string | null;
            /**
             * Rhymes
             * @description Of a Chinese form: the rhyme book.
             */
            rhymes?: ("pingshui" | "xinyun") | null;
            /**
             * Script
             * @description Chinese characters to show it in.
             */
            script?: ("traditional" | "simplified") | null;
            /**
             * Seed
             * @description The same seed gives the same words; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Temperature
             * @description 1 is as the model learnt it, less is calmer.
             */
            temperature?: number | null;
            /**
             * Times
             * @description Stanzas of a ballad, lines of blank verse.
             */
            times?: number | null;
            /**
             * Title
             * @description What it is about.
             */
            title?: string | null;
            /**
             * Top K
             * @description Only so many of the likeliest symbols; 0 for all.
             */
            top_k?: number | null;
            /**
             * Top P
             * @description Only the likeliest symbols that together have this probability.
             */
            top_p?: number | null;
            /**
             * Way
             * @description Of a Chinese form with several patterns: which of them, from 1; a song has the first.
             */
            way?: number | null;
        };
        /**
         * WritingDone
         * @description That a text came to its end.
         */
        WritingDone: {
            /**
             * Recipe
             * @description How it was made: ``command``, ``model``, ``seed``, ``settings``.
             */
            recipe: {
                [key: string]: unknown;
            };
        };
        /**
         * WritingEndpoint
         * @description A server that writes; its key is never told.
         */
        WritingEndpoint: {
            /** @description What it can do; null before it was asked. */
            card: components["schemas"]["EndpointCard"] | null;
            /**
             * Chosen
             * @description The model that writes where nobody says another.
             */
            chosen: string | null;
            /**
             * In Keyring
             * @description Whether the system's keyring holds its key.
             */
            in_keyring: boolean;
            /**
             * Key Env
             * @description The environment variable that holds its key.
             */
            key_env: string | null;
            /**
             * Local
             * @description Whether it is on this machine, so that nothing it hears leaves it.
             */
            local: boolean;
            /**
             * Model
             * @description The model that its owner chose.
             */
            model: string | null;
            /** Name */
            name: string;
            /**
             * Open Key
             * @description Whether its key would travel where others can read it.
             */
            open_key: boolean;
            /** Url */
            url: string;
        };
        /**
         * WritingEndpoints
         * @description All endpoints, in the order of their names.
         */
        WritingEndpoints: {
            /** Endpoints */
            endpoints: components["schemas"]["WritingEndpoint"][];
        };
        /**
         * WrittenText
         * @description A stretch of text, as soon as it is there.
         */
        WrittenText: {
            /** Text */
            text: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
