import { Link } from '@tanstack/react-router'

/** The tags of a clip; each leads to the clips that share it. */
export const TagList = ({ tags }: { tags: readonly string[] }) =>
  tags.length > 0 && (
    <ul className="mt-4 flex flex-wrap gap-2" aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag}>
          <Link to={'/footage' as string} search={{ tag }} className="badge hover:bg-hover">
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  )
